import { StoreUnavailableError } from './store-unavailable-error.ts';

/** Rejects with `StoreUnavailableError` when `work` takes longer. `work` runs on, and its end is nobody's concern any more. */
export async function withTimeLimit<Result>(
  milliseconds: number,
  work: Promise<Result>,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_, reject) => {
    const message = `The database gave no answer within ${milliseconds} ms`;
    timer = setTimeout(() => reject(new StoreUnavailableError(message)), milliseconds);
  });
  try {
    return await Promise.race([work, expiry]);
  } finally {
    clearTimeout(timer);
  }
}
