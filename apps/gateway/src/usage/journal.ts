import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { UsageRow } from '@hearth/db';

/** An append-only file of usage rows, so that a crash loses none whose answer has left. */
export interface Journal {
  /** Rows that an earlier process has left behind. */
  readonly leftRows: readonly UsageRow[];
  /** Returns once the row is with the operating system: it survives the death of this process. Never throws. */
  append(row: UsageRow): void;
  /** Ends the file under way and names every file whose rows have not been dropped. */
  seal(): readonly string[];
  /** The rows of these files are in the database. */
  drop(files: readonly string[]): void;
}

export interface JournalOptions {
  readonly folder: string;
  /** Told when a row could not be appended: the disk is full, or the journal is. */
  readonly onError: (error: unknown) => void;
  /** Default 256 MiB. */
  readonly maxBytes?: number;
}

const ending = '.jsonl';
const defaultMaxBytes = 256 * 1024 * 1024;

function isRow(value: unknown): value is UsageRow {
  return (
    typeof value === 'object' && value !== null && 'requestId' in value && 'startedAt' in value
  );
}

/** A line that a crash has cut, or that is no row, is left out: the others are worth having. */
function parseRow(line: string): UsageRow[] {
  try {
    const value: unknown = JSON.parse(line);
    if (!isRow(value)) return [];
    return [{ ...value, startedAt: new Date(value.startedAt), endedAt: new Date(value.endedAt) }];
  } catch {
    return [];
  }
}

function readRows(files: readonly string[]): UsageRow[] {
  const lines = files.flatMap((file) => readFileSync(file, 'utf8').split('\n'));
  return lines.filter((line) => line !== '').flatMap(parseRow);
}

/** Opens the journal of a home. One process writes it: the home has one gateway. */
export function openJournal(options: JournalOptions): Journal {
  const { folder, onError, maxBytes = defaultMaxBytes } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const left = readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort();
  const sealed = new Set(left.map((name) => join(folder, name)));
  const leftRows = readRows([...sealed]);
  let current: { readonly file: string; readonly descriptor: number } | undefined;
  let bytes = 0;
  let started = 0;

  function openFile() {
    const file = join(folder, `usage-${Date.now()}-${process.pid}-${started++}${ending}`);
    return { file, descriptor: openSync(file, 'ax', 0o600) };
  }

  return {
    leftRows,
    append(row) {
      try {
        if (bytes > maxBytes) throw new Error(`the journal has reached ${maxBytes} bytes`);
        current ??= openFile();
        bytes += writeSync(current.descriptor, `${JSON.stringify(row)}\n`);
      } catch (error) {
        onError(error);
      }
    },
    seal() {
      if (current !== undefined) {
        closeSync(current.descriptor);
        sealed.add(current.file);
        current = undefined;
        bytes = 0;
      }
      return [...sealed];
    },
    drop(files) {
      for (const file of files) {
        sealed.delete(file);
        rmSync(file, { force: true });
      }
    },
  };
}
