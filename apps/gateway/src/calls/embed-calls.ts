import type { EmbedCalls, ModelCall } from '@hearth/api';
import { type Ollama, toEmbeddingList, toOllamaEmbed } from '@hearth/ollama';
import type { EmbeddingList, EmbeddingRequest } from '@hearth/wire';
import type { Admission } from './admission.ts';
import { endingSignals } from './ending-signals.ts';
import { estimateEmbedding } from './estimate-tokens.ts';
import type { Ledger, LedgerEntry } from './ledger.ts';
import type { OpenModel } from './open-model.ts';

export interface EmbedCallsOptions {
  readonly ollama: Ollama;
  readonly openModel: OpenModel;
  readonly admission: Admission;
  readonly ledger: Ledger;
  /** Fires when the gateway stops waiting for what still runs. */
  readonly shutdown: AbortSignal;
}

export function createEmbedCalls(options: EmbedCallsOptions): EmbedCalls {
  const { ollama, openModel, admission, ledger, shutdown } = options;

  async function create(
    request: EmbeddingRequest,
    call: ModelCall,
    entry: LedgerEntry,
  ): Promise<EmbeddingList> {
    const { model, profile } = await openModel(request.model, call, entry);
    const body = toOllamaEmbed(request, profile);
    const tokens = estimateEmbedding(request);
    const { lease, settle } = await admission.admit(
      { model: model.canonical, kind: 'embed', tokens },
      call,
    );
    entry.setQueueMs(lease.waitedMs);
    try {
      // Rejects only once Ollama's side has ended, so the slot may be given back in `finally`.
      const answer = await ollama.embed(body, {
        signal: AbortSignal.any(endingSignals(call, lease, shutdown)),
      });
      const list = toEmbeddingList(answer, model.name);
      const promptTokens = list.usage.prompt_tokens;
      settle(promptTokens, 0);
      const counted = { promptTokens, completionTokens: 0, source: 'upstream' } as const;
      entry.close({ tokens: counted, reachedUpstream: true });
      return list;
    } catch (error) {
      settle(0, 0);
      entry.close({ error, reachedUpstream: true });
      throw error;
    } finally {
      lease.release();
    }
  }

  return {
    async create(request, call) {
      const entry = ledger.open(call);
      try {
        return await create(request, call, entry);
      } catch (error) {
        entry.close({ error, reachedUpstream: false });
        throw error;
      }
    },
  };
}
