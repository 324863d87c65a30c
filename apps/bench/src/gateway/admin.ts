import type { SystemSnapshot, UsageRow as WholeRow } from '@hearth/wire';
import type { Dispatcher } from 'undici';

export type SlotFigures = SystemSnapshot['limiter']['models'][number];

/** What the accounts are made from. */
export type UsageRow = Pick<
  WholeRow,
  | 'requestId'
  | 'model'
  | 'status'
  | 'errorCode'
  | 'httpStatus'
  | 'promptTokens'
  | 'completionTokens'
  | 'tokensSource'
>;

/** What an operator may ask a gateway, asked over HTTP as an operator does. */
export interface GatewayAdmin {
  slots(): Promise<readonly SlotFigures[]>;
  /** Rows since a moment (ISO 8601), newest first, 10 000 at most. */
  usageRows(since: string): Promise<readonly UsageRow[]>;
  /** Requests of callers, by the gateway's own Prometheus figures: everything on both surfaces but questions like these. */
  requestsCounted(): Promise<number>;
}

const callersRequest = /^hearth_requests_total\{.*surface="(?:rest|trpc)".*\} (\d+)$/;
const operatorsRoute = /route="admin\./;

function countRequests(figures: string): number {
  return figures
    .split('\n')
    .filter((line) => !operatorsRoute.test(line))
    .reduce((total, line) => total + Number(callersRequest.exec(line)?.[1] ?? 0), 0);
}

interface TrpcAnswer<Data> {
  readonly result: { readonly data: { readonly json: Data } };
}

export function createGatewayAdmin(dispatcher: Dispatcher, origin: string, key: string) {
  async function get(path: string): Promise<string> {
    const headers = { authorization: `Bearer ${key}` };
    const { statusCode, body } = await dispatcher.request({ origin, path, method: 'GET', headers });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`GET ${path} answered ${statusCode}: ${text}`);
    return text;
  }

  async function ask<Data>(procedure: string, input: unknown): Promise<Data> {
    const query = new URLSearchParams({ input: JSON.stringify({ json: input }) });
    const text = await get(`/trpc/${procedure}?${query}`);
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
    requestsCounted: async () => countRequests(await get('/metrics')),
  } satisfies GatewayAdmin;
}
