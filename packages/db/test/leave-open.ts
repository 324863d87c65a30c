import { openPglite } from '../src/pglite.ts';
import { pgliteTemplate } from './pglite-template.ts';

/** Run as a process of its own: asks, says that it was answered, and disposes nothing. */
const store = await openPglite({ folder: 'memory', template: await pgliteTemplate() });
void store.check().then(() => process.stdout.write('answered\n'));
