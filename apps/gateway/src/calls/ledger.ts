import { type ModelCall, toHearthError } from '@hearth/api';
import type { UsageRow } from '@hearth/db';
import type { CallEnding, CallTimings, ErrorCode, HearthError } from '@hearth/wire';
import type { Metrics } from '../metrics/metrics.ts';

export interface LedgerOptions {
  readonly record: (row: UsageRow) => void;
  readonly metrics: Metrics;
  /** Told of what no answer shows: a fault of Hearth itself, also in the middle of a stream. */
  readonly onFault: (requestId: string, cause: unknown) => void;
  readonly now?: () => number;
}

export interface CountedTokens {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly source: UsageRow['tokensSource'];
}

/** What is known of a call when it ends. */
export interface Closing {
  readonly tokens?: CountedTokens;
  readonly timings?: CallTimings | undefined;
  /** Absent = it went well. */
  readonly error?: unknown;
  /** Whether Ollama was asked at all. */
  readonly reachedUpstream: boolean;
}

/** The account of one call: closed exactly once, whatever the ending. */
export interface LedgerEntry {
  setModel(model: string): void;
  setQueueMs(queueMs: number): void;
  close(closing: Closing): void;
}

export interface Ledger {
  open(call: ModelCall): LedgerEntry;
}

const noTokens: CountedTokens = { promptTokens: 0, completionTokens: 0, source: 'none' };

const upstreamEndings: Partial<Record<ErrorCode, CallEnding>> = {
  upstream_timeout: 'timeout',
  upstream_error: 'upstream_error',
  upstream_incomplete: 'upstream_error',
  upstream_unavailable: 'upstream_error',
  model_load_failed: 'upstream_error',
  overloaded: 'upstream_error',
  request_cancelled: 'aborted',
};

function endingOf(error: HearthError | undefined): CallEnding {
  if (error === undefined) return 'done';
  const ending = upstreamEndings[error.code];
  if (ending !== undefined) return ending;
  return error.status >= 500 ? 'error' : 'refused';
}

export function createLedger({ record, metrics, onFault, now = Date.now }: LedgerOptions): Ledger {
  return {
    open(call) {
      const startedAt = now();
      let model = '';
      let queueMs = 0;
      let closed = false;

      function write(closing: Closing): void {
        const error = closing.error === undefined ? undefined : toHearthError(closing.error);
        if (error?.code === 'internal_error') onFault(call.requestId, error.cause);
        const { promptTokens, completionTokens, source } = closing.tokens ?? noTokens;
        const { timings } = closing;
        const endedAt = now();
        const status = endingOf(error);
        const firstTokenMs = timings?.first_token_ms ?? null;
        record({
          requestId: call.requestId,
          startedAt: new Date(startedAt),
          endedAt: new Date(endedAt),
          surface: call.surface,
          route: call.route,
          model,
          keyId: call.principal.keyId,
          keyName: call.principal.keyName,
          status,
          httpStatus: error?.status ?? 200,
          errorCode: error?.code ?? null,
          stream: call.stream,
          promptTokens,
          completionTokens,
          tokensSource: source,
          queueMs,
          loadMs: timings?.load_ms ?? null,
          firstTokenMs,
          totalMs: endedAt - startedAt,
        });
        if (!closing.reachedUpstream) return;
        const firstTokenSeconds = firstTokenMs === null ? null : firstTokenMs / 1_000;
        const queueSeconds = queueMs / 1_000;
        metrics.call({
          model,
          status,
          promptTokens,
          completionTokens,
          queueSeconds,
          firstTokenSeconds,
        });
      }

      return {
        setModel(name) {
          model = name;
        },
        setQueueMs(waited) {
          queueMs = Math.round(waited);
        },
        close(closing) {
          if (closed) return;
          closed = true;
          write(closing);
        },
      };
    },
  };
}
