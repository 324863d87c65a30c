import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { holdFolder } from '../../test/holder-process.ts';
import { pgliteTemplate } from '../../test/pglite-template.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { sampleAudit, sampleKey } from '../conformance/samples.ts';
import { openPglite } from './open-pglite.ts';
import { isStoreLocked } from './store-locked-error.ts';

const slow = { timeout: 60_000 };
const openFrom = async (folder: string) => openPglite({ folder, template: await pgliteTemplate() });

test(
  'what was written is there after closing and opening again, in a folder nobody else may enter',
  slow,
  async () => {
    using temporary = temporaryFolder();
    const folder = join(temporary.path, 'not', 'there', 'yet');
    const key = sampleKey();
    {
      await using store = await openFrom(folder);
      await store.keys.create(key, sampleAudit());
    }
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder)).toEqual(['data']);
    await using store = await openFrom(folder);
    expect(await store.keys.findByDigest(key.digest)).toMatchObject(key);
  },
);

test(
  'a second process is told which process has the folder, and takes over when that one was killed',
  slow,
  async () => {
    using temporary = temporaryFolder();
    const folder = temporary.path;
    await (await openFrom(folder))[Symbol.asyncDispose]();
    await using holder = await holdFolder(folder);
    const refused: unknown = await openPglite({ folder }).catch((error: unknown) => error);
    expect(isStoreLocked(refused) && refused.pid).toBe(holder.pid);
    expect(String(refused)).toContain(`process ${holder.pid}: stop it`);
    expect(String(refused)).toContain('HEARTH_ADMIN_KEY');
    await holder.kill('SIGKILL');
    await using store = await openPglite({ folder });
    const [written] = await store.audit.list({ limit: 1 });
    expect(written?.actor).toBe('holder');
  },
);

test('a first start that died half-way is begun again', slow, async () => {
  using temporary = temporaryFolder();
  const folder = temporary.path;
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data', 'PG_VERSION'), '18\n');
  writeFileSync(join(folder, 'initialising'), '');
  await using store = await openFrom(folder);
  await store.check();
});

test(
  'a folder that cannot be opened is not kept locked, and what is in it is not touched',
  slow,
  async () => {
    using temporary = temporaryFolder();
    const folder = temporary.path;
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data', 'PG_VERSION'), '12\n');
    await expect(openPglite({ folder })).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['data']);
    expect(readdirSync(join(folder, 'data'))).toContain('PG_VERSION');
  },
);
