import type { Store } from '../ports.ts';

/** The store of the suite: there once its first hook has run. */
export interface OpenedStore {
  readonly store: () => Store;
}
