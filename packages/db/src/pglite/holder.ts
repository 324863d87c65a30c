import { readFileSync, statSync } from 'node:fs';
import { pidSpace, processStamp } from './process-stamp.ts';

/** Who wrote a lock file. */
export interface Holder {
  readonly pid: number;
  readonly started: string;
  readonly space: string;
}

/** A holder that can't be looked up by its pid must have touched its file within this time to count as running. */
const silentAfterMs = 60_000;

export function thisHolder(): Holder {
  const { pid } = process;
  return { pid, started: processStamp(pid) ?? '', space: pidSpace() };
}

function isHolder(value: unknown): value is Holder {
  if (typeof value !== 'object' || value === null) return false;
  if (!('pid' in value && 'started' in value && 'space' in value)) return false;
  return (
    Number.isSafeInteger(value.pid) &&
    typeof value.started === 'string' &&
    typeof value.space === 'string'
  );
}

/** Undefined when the file has gone or is no lock file. */
function readHolder(file: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isHolder(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function touchedLately(file: string): boolean {
  const touched = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Date.now() - touched < silentAfterMs;
}

/** The process behind a lock file, when it still runs. */
export function liveHolder(file: string): Holder | undefined {
  const holder = readHolder(file);
  if (holder === undefined) return undefined;
  const lives =
    holder.space === pidSpace() ? processStamp(holder.pid) === holder.started : touchedLately(file);
  return lives ? holder : undefined;
}
