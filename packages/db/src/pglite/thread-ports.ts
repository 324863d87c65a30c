import type { Store } from '../ports.ts';
import type { SentError } from './sent-error.ts';

/** Every repository of a store, whatever is added to it. */
type Repositories = Omit<Store, 'kind' | 'check' | typeof Symbol.asyncDispose>;

/** What the thread of the database does on request. Words and results cross by structured clone: plain values and dates. */
export interface ThreadPorts extends Repositories {
  readonly control: {
    check(): Promise<void>;
    close(): Promise<void>;
  };
}

/** How the thread opens its database. */
export interface Opening {
  /** The cluster's folder; undefined = in memory. */
  readonly path: string | undefined;
  /** What a new database starts from. */
  readonly template: Blob | undefined;
}

export interface Call {
  readonly id: number;
  readonly port: keyof ThreadPorts;
  readonly method: string;
  readonly words: readonly unknown[];
}

/** The answer to opening has the id 0. */
export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: SentError };
