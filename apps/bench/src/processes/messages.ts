import type { SimulatorStats } from '@hearth/simulator';

/** What a process knows of itself. */
export interface ProcessFigures {
  readonly rssBytes: number;
  /** After a garbage collection where the process was started with `--expose-gc`. */
  readonly heapBytes: number;
  /** User and system time since its start. */
  readonly cpuMicros: number;
  /** Sockets, timers and the like that are open, by kind (`process.getActiveResourcesInfo`). */
  readonly resources: Readonly<Record<string, number>>;
  /** Of a simulator only: what it saw. */
  readonly simulator?: SimulatorStats;
}

export interface Ready {
  readonly kind: 'ready';
  readonly url: string;
  /** The admin key of a gateway. */
  readonly key?: string | undefined;
}

export interface Ask {
  readonly kind: 'ask';
  readonly id: number;
  readonly question: unknown;
}

export interface Answer {
  readonly kind: 'answer';
  readonly id: number;
  readonly value: unknown;
}

function kindOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null && 'kind' in message
    ? message.kind
    : undefined;
}

/** Both ends are ours, so that the kind vouches for the rest. */
export const isReady = (message: unknown): message is Ready => kindOf(message) === 'ready';
export const isAsk = (message: unknown): message is Ask => kindOf(message) === 'ask';
export const isAnswer = (message: unknown): message is Answer => kindOf(message) === 'answer';
