import type { WarmModel } from '@hearth/wire';

/** Something happened to a warm model. `skipped` = no slot was free; it is tried again at the next check. */
export type WarmEvent =
  | { readonly kind: 'loaded'; readonly model: string; readonly loadMs: number }
  | { readonly kind: 'evicted'; readonly model: string }
  | { readonly kind: 'skipped'; readonly model: string; readonly error: unknown }
  | { readonly kind: 'failed'; readonly model: string; readonly error: unknown };

/** Keeps chosen models in memory. */
export interface WarmKeeper extends AsyncDisposable {
  /** Checks now, and then again and again. */
  start(): void;
  /** One round: looks what is in memory and loads what is missing. Never rejects. One round runs at a time. */
  check(): Promise<void>;
  snapshot(): WarmModel[];
}
