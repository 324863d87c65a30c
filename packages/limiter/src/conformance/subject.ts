import type { Claim, Limiter, ModelSlots } from '../limiter.ts';

/** What each test asks of the adapter it runs on. */
export interface SubjectOptions {
  /** Read at each decision: a test may change what it answers. */
  readonly slotsOf: (model: string) => number;
  readonly acquireTimeoutMs?: number;
  readonly queueLimit?: number;
}

export interface Subject {
  readonly limiter: Limiter;
  dispose(): Promise<void>;
}

export type CreateSubject = (options: SubjectOptions) => Promise<Subject>;

/** For a caller who is ready to wait as long as the test runs. */
export const patientMs = 30_000;

/** A claim of an interactive chat call, each of its own key and request unless said otherwise. */
export function createClaims(): (parts?: Partial<Claim>) => Claim {
  let count = 0;
  return (parts = {}) => {
    count += 1;
    return {
      model: 'llama3.2:latest',
      kind: 'chat',
      key: `key-${count}`,
      requestId: `request-${count}`,
      lane: 'interactive',
      tokens: 100,
      ...parts,
    };
  };
}

/** The subject as a disposable, for `await using`. */
export async function openSubject(
  create: CreateSubject,
  options: SubjectOptions,
): Promise<{ readonly limiter: Limiter } & AsyncDisposable> {
  const { limiter, dispose } = await create(options);
  return { limiter, [Symbol.asyncDispose]: dispose };
}

export function slotsShown(limiter: Limiter, model = 'llama3.2:latest'): ModelSlots | undefined {
  return limiter.snapshot().models.find((shown) => shown.model === model);
}

export const pause = (delayMs: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, delayMs));
