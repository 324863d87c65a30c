import { openPglite } from '../src/pglite.ts';

/** Run as a process of its own: opens the folder named by its argument, writes a row, says so and stays. */
const folder = process.argv[2];
if (folder === undefined) throw new Error('which folder?');
const store = await openPglite({ folder });
await store.audit.append({
  actor: 'holder',
  action: 'hold',
  target: null,
  before: null,
  after: null,
  requestId: null,
});
process.stdout.write('held\n');
setInterval(() => {}, 60_000);
