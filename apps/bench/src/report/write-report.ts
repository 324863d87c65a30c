import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Machine } from './machine.ts';
import { type Outcome, passed } from './outcome.ts';

export interface Report {
  readonly name: string;
  readonly machine: Machine;
  readonly seconds: number;
  readonly values: Readonly<Record<string, unknown>>;
  readonly outcome: Outcome;
  readonly text: string;
}

function machineLine({ at, cores, cpu, node, loadAtStart }: Machine): string {
  return `${at}, ${cores} cores (${cpu}), Node ${node}, load ${loadAtStart.toFixed(1)} at the start`;
}

/** Writes `<name>.json` and `<name>.md` into the folder. Resolves with their common path. */
export async function writeReport(folder: string, report: Report): Promise<string> {
  const { name, machine, seconds, values, outcome, text } = report;
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  const { checks, notes, figures } = outcome;
  const document = { name, ok: passed(outcome), machine, seconds, values, checks, notes, figures };
  await writeFile(`${path}.json`, `${JSON.stringify(document, null, 2)}\n`);
  await writeFile(`${path}.md`, `${text}\n${machineLine(machine)}; ${seconds.toFixed(0)} s\n`);
  return path;
}
