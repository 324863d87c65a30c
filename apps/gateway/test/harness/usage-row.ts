import type { UsageRow } from '@hearth/db';

/** A finished call, for tests that only care which one it is. */
export function usageRow(requestId: string): UsageRow {
  const at = new Date(0);
  return {
    requestId,
    startedAt: at,
    endedAt: at,
    surface: 'rest',
    route: 'chat.stream',
    model: 'm:latest',
    keyId: 'key_1',
    keyName: 'k',
    status: 'done',
    httpStatus: 200,
    errorCode: null,
    stream: true,
    promptTokens: 1,
    completionTokens: 1,
    tokensSource: 'upstream',
    queueMs: 0,
    loadMs: null,
    firstTokenMs: null,
    totalMs: 1,
  };
}
