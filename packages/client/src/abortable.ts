/**
 * The work, or the signal's reason if that comes first: whoever aborts isn't kept waiting by work that doesn't listen (a key
 * callback, a `fetch` of the caller's own). Work that loses may reject later; nobody is told.
 */
export function abortable<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  const onAbort = () => reject(signal.reason);
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  const forget = () => signal.removeEventListener('abort', onAbort);
  work.then(resolve, reject).then(forget);
  return promise;
}
