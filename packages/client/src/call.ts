import { abortable } from './abortable.ts';
import { createAttempt, type Rpc } from './attempt.ts';
import type { RequestOptions } from './options.ts';
import { withRetries } from './retry.ts';
import type { Settings } from './settings.ts';

type Send<Output> = (rpc: Rpc, options: { readonly signal: AbortSignal }) => Promise<Output>;
export type Call = <Output>(send: Send<Output>, options?: RequestOptions) => Promise<Output>;

/** Makes single calls: each attempt under its own time limit, retried where the error says that it can help. */
export function createCall(settings: Settings): Call {
  async function once<Output>(send: Send<Output>, options: RequestOptions): Promise<Output> {
    const attempt = createAttempt(settings, options);
    const { signal } = attempt;
    try {
      const rpc = await attempt.connect();
      return await abortable(send(rpc, { signal }), signal);
    } catch (cause) {
      throw attempt.toError(cause);
    } finally {
      attempt.close();
    }
  }

  return (send, options = {}) =>
    withRetries(() => once(send, options), {
      maxRetries: options.maxRetries ?? settings.maxRetries,
      signal: options.signal,
    });
}
