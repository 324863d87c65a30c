import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** What the figures were measured on: without it a figure says nothing. */
export function describeMachine() {
  return {
    at: new Date().toISOString(),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
    memoryMb: Math.round(totalmem() / 2 ** 20),
    loadAtStart: loadavg()[0] ?? 0,
  };
}

export type Machine = ReturnType<typeof describeMachine>;
