import type { AppRouter } from '@hearth/api';
import { transformer } from '@hearth/wire/transformer';
import { httpBatchStreamLink, httpLink, splitLink, type TRPCLink } from '@trpc/client';
import type { Fetch } from './options.ts';

export interface LinkOptions {
  /** Of the gateway, without `/trpc`. */
  readonly baseURL: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: Fetch;
}

type TrpcFetch = NonNullable<Parameters<typeof httpLink<AppRouter>>[0]['fetch']>;

function toTrpcFetch(fetch: Fetch): TrpcFetch {
  return (url, { signal, ...init } = {}) =>
    fetch(String(url), { ...init, ...(signal ? { signal } : {}) });
}

/**
 * Single calls answer with their true HTTP status; a stream is a batch of one, because aborting one call of a larger batch
 * cancels nothing (trpc/trpc#6582). Whatever carries text is a mutation, so it travels in a POST body.
 */
export function createLinks({ baseURL, headers, fetch }: LinkOptions): TRPCLink<AppRouter>[] {
  const common = {
    url: `${baseURL}/trpc`,
    headers: { ...headers },
    fetch: toTrpcFetch(fetch),
    transformer,
  };
  return [
    splitLink({
      condition: ({ path }) => path === 'chat.stream',
      true: httpBatchStreamLink({ ...common, maxItems: 1 }),
      false: httpLink(common),
    }),
  ];
}
