import type { Dispatcher } from 'undici';

export interface SlotFigures {
  readonly model: string;
  readonly limit: number;
  readonly inUse: number;
  readonly draining: number;
  readonly queued: number;
  readonly granted: number;
  readonly refused: Readonly<Record<string, number>>;
}

export interface UsageRow {
  readonly requestId: string;
  readonly model: string;
  readonly status: 'done' | 'aborted' | 'upstream_error' | 'timeout' | 'refused' | 'error';
  readonly errorCode: string | null;
  readonly httpStatus: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly tokensSource: 'upstream' | 'estimated' | 'none';
}

/** What an operator may ask a gateway, asked over HTTP as an operator does. */
export interface GatewayAdmin {
  slots(): Promise<readonly SlotFigures[]>;
  /** Rows since a moment (ISO 8601), newest first, 10 000 at most. */
  usageRows(since: string): Promise<readonly UsageRow[]>;
}

interface TrpcAnswer<Data> {
  readonly result: { readonly data: { readonly json: Data } };
}

export function createGatewayAdmin(dispatcher: Dispatcher, origin: string, key: string) {
  async function ask<Data>(procedure: string, input: unknown): Promise<Data> {
    const query = new URLSearchParams({ input: JSON.stringify({ json: input }) });
    const path = `/trpc/${procedure}?${query}`;
    const headers = { authorization: `Bearer ${key}` };
    const { statusCode, body } = await dispatcher.request({ origin, path, method: 'GET', headers });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`${procedure} answered ${statusCode}: ${text}`);
    // The gateway checks its own answers against the same schema (tRPC `output`).
    return (JSON.parse(text) as TrpcAnswer<Data>).result.data.json;
  }

  return {
    async slots() {
      const snapshot = await ask<{ limiter: { models: SlotFigures[] } }>(
        'admin.system.snapshot',
        null,
      );
      return snapshot.limiter.models;
    },
    async usageRows(since) {
      const { rows } = await ask<{ rows: UsageRow[] }>('admin.usage.rows', {
        since,
        limit: 10_000,
      });
      return rows;
    },
  } satisfies GatewayAdmin;
}
