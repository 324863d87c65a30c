import type { AnswerFacts, Surface } from './services.ts';

/** What a surface knows of a request before anyone has looked at the key. */
export interface RequestFacts {
  readonly id: string;
  readonly surface: Surface;
  readonly remoteAddress: string;
  readonly token: string | undefined;
  /** `x-hearth-max-wait-ms` as it came. */
  readonly maxWait: string | undefined;
  /** Whether a stream can be sent as the answer: a plain tRPC call can't take one. */
  readonly acceptsStream: boolean;
  /** Fires when the answer is over, whole or not: nobody can read a stream after that. */
  readonly over: AbortSignal;
  report(facts: AnswerFacts): void;
}

/**
 * The context of every procedure. `services` is opaque on purpose: the type of a router carries its context, and a client that
 * imports `AppRouter` would otherwise drag the types of every adapter along. The first middleware gives it its type.
 */
export interface Context {
  readonly services: unknown;
  readonly request: RequestFacts;
}
