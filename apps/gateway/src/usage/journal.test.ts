import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { usageRow as row } from '../../test/harness/usage-row.ts';
import { openJournal } from './journal.ts';

function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'hearth-journal-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

const silent = { onError: () => {} };

test('what was appended is there for the next process, whole and in order', () => {
  using folder = temporaryFolder();
  const journal = openJournal({ folder: folder.path, ...silent });
  const rows = ['a', 'b', 'c'].map((id) => row(id));
  for (const each of rows) journal.append(each);
  expect(openJournal({ folder: folder.path, ...silent }).leftRows).toEqual(rows);
});

test('a line that a crash has cut is left out, the others stay', () => {
  using folder = temporaryFolder();
  openJournal({ folder: folder.path, ...silent }).append(row('a'));
  const [file = ''] = readdirSync(folder.path);
  appendFileSync(join(folder.path, file), 'null\n{"requestId":"b","start');
  const { leftRows } = openJournal({ folder: folder.path, ...silent });
  expect(leftRows.map(({ requestId }) => requestId)).toEqual(['a']);
});

test('dropping takes what was sealed and nothing newer', () => {
  using folder = temporaryFolder();
  const journal = openJournal({ folder: folder.path, ...silent });
  journal.append(row('a'));
  const files = journal.seal();
  journal.append(row('b'));
  journal.drop(files);
  const { leftRows } = openJournal({ folder: folder.path, ...silent });
  expect(leftRows.map(({ requestId }) => requestId)).toEqual(['b']);
});

test('files are for their owner alone', () => {
  using folder = temporaryFolder();
  openJournal({ folder: folder.path, ...silent }).append(row('a'));
  const [file = ''] = readdirSync(folder.path);
  expect(statSync(join(folder.path, file)).mode & 0o777).toBe(0o600);
});

test('a full journal tells, and goes on', () => {
  using folder = temporaryFolder();
  const errors: unknown[] = [];
  const journal = openJournal({
    folder: folder.path,
    maxBytes: 1,
    onError: (error) => errors.push(error),
  });
  for (const id of ['a', 'b', 'c']) journal.append(row(id));
  expect(errors).toHaveLength(2);
});
