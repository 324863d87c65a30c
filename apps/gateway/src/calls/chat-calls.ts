import { randomUUID } from 'node:crypto';
import type { ChatCalls, ModelCall } from '@hearth/api';
import { type Ollama, type OllamaChatBody, toChatChunks, toOllamaChat } from '@hearth/ollama';
import { type Ending, leased, primed } from '@hearth/streams';
import { type ChatChunk, type ChatRequest, HearthError, isHearthError } from '@hearth/wire';
import type { Admission, Admitted } from './admission.ts';
import { createChatWatch } from './chat-watch.ts';
import type { ChosenModel } from './choose-model.ts';
import { endingSignals } from './ending-signals.ts';
import { estimateChat, estimatePrompt } from './estimate-tokens.ts';
import type { Ledger, LedgerEntry } from './ledger.ts';
import type { OpenModel } from './open-model.ts';
import type { PrefillEstimate } from './prefill-estimate.ts';

export interface ChatCallsOptions {
  readonly ollama: Ollama;
  readonly openModel: OpenModel;
  readonly admission: Admission;
  readonly ledger: Ledger;
  readonly prefill: PrefillEstimate;
  /** Fires when the gateway stops waiting for what still runs. */
  readonly shutdown: AbortSignal;
  /** Headers leave with Ollama's first line, or this long after the grant. Default 15 000. */
  readonly headersWithinMs?: number;
}

interface Running {
  readonly request: ChatRequest;
  readonly call: ModelCall;
  readonly model: ChosenModel;
  readonly body: OllamaChatBody;
  readonly admitted: Admitted;
  readonly entry: LedgerEntry;
}

const defaultHeadersWithinMs = 15_000;

function errorOf(ending: Ending): unknown {
  if (ending.kind === 'done') return undefined;
  if (ending.kind === 'failed') return ending.error;
  const cause = ending.kind === 'aborted' ? ending.reason : undefined;
  if (isHearthError(cause)) return cause;
  return new HearthError('request_cancelled', 'The caller went away.', { cause });
}

export function createChatCalls(options: ChatCallsOptions): ChatCalls {
  const { ollama, openModel, admission, ledger, prefill, shutdown } = options;
  const headersWithinMs = options.headersWithinMs ?? defaultHeadersWithinMs;

  /** The stream of a call that holds a slot. Its end, whichever it is, ends Ollama's side, then the slot, then the account. */
  function run({
    request,
    call,
    model,
    body,
    admitted,
    entry,
  }: Running): AsyncIterable<ChatChunk[]> {
    const { lease } = admitted;
    const grantedAt = performance.now();
    const estimatedPrompt = estimatePrompt(request);
    const stop = new AbortController();
    const watch = createChatWatch();
    let upstreamEnded: Promise<void> = Promise.resolve();
    let reachedUpstream = false;

    async function* chunks(): AsyncGenerator<ChatChunk[], void, undefined> {
      const opening = ollama.chat(body, { signal: stop.signal });
      reachedUpstream = true;
      upstreamEnded = opening.then(
        (reply) => reply.closed,
        () => {},
      );
      const reply = await opening;
      const head = {
        id: `chatcmpl-${randomUUID().replaceAll('-', '')}`,
        created: Math.floor(Date.now() / 1_000),
        model: model.name,
      };
      const parallelToolCalls = request.parallel_tool_calls !== false;
      const shape = { parallelToolCalls, startedAt: grantedAt, queueMs: lease.waitedMs };
      for await (const batch of toChatChunks(reply.batches, head, shape)) {
        watch.see(batch);
        yield batch;
      }
    }

    /** Only a prompt that its caller has left may still be read; a call that ended or failed in Ollama is over there. */
    function drainMs({ kind }: Ending): number {
      const isLeft = kind === 'aborted' || kind === 'returned';
      if (!isLeft || watch.sawToken || !reachedUpstream) return 0;
      const predicted = prefill.predictMs(model.canonical, estimatedPrompt);
      return Math.max(0, predicted - (performance.now() - grantedAt));
    }

    function onEnd(ending: Ending): void {
      if (ending.kind !== 'done') stop.abort();
      const grace = drainMs(ending);
      void upstreamEnded.then(() => lease.release({ drainMs: grace }));
      const tokens = watch.tokens(reachedUpstream ? estimatedPrompt : 0);
      admitted.settle(tokens.promptTokens, tokens.completionTokens);
      const { timings } = watch;
      if (timings?.first_token_ms && tokens.source === 'upstream') {
        const readingMs = timings.first_token_ms - timings.load_ms;
        prefill.learn(model.canonical, estimatedPrompt, readingMs);
      }
      entry.close({ tokens, timings, error: errorOf(ending), reachedUpstream });
    }

    return leased(chunks(), { onEnd, signals: endingSignals(call, lease, shutdown) });
  }

  async function admit(
    request: ChatRequest,
    call: ModelCall,
    entry: LedgerEntry,
  ): Promise<Running> {
    const { model, profile } = await openModel(request.model, call, entry);
    const body = toOllamaChat(request, profile);
    const ask = { model: model.canonical, kind: 'chat', tokens: estimateChat(request) } as const;
    const admitted = await admission.admit(ask, call);
    entry.setQueueMs(admitted.lease.waitedMs);
    return { request, call, model, body, admitted, entry };
  }

  return {
    async open(request, call) {
      const entry = ledger.open(call);
      try {
        const running = await admit(request, call, entry);
        return await primed(run(running), { withinMs: headersWithinMs });
      } catch (error) {
        entry.close({ error, reachedUpstream: false });
        throw error;
      }
    },
  };
}
