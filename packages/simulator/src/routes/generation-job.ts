import type { ResponseSink } from '../http/exchange.ts';
import type { Model } from '../models/model.ts';
import type { PromptLimits } from '../replies/prompt-tokens.ts';
import type { Prompt } from '../replies/reply.ts';
import type { GenerationFields } from '../requests/generation-fields.ts';
import type { SayingShape } from './generation-lines.ts';
import type { RoutedCall } from './route.ts';

/** One /api/chat or /api/generate call, decoded and checked: what `runGeneration` needs. */
export interface GenerationJob {
  readonly call: RoutedCall;
  readonly sink: ResponseSink;
  readonly model: Model;
  readonly request: GenerationFields;
  /** Nothing to answer: the call only loads the model. */
  readonly loadOnly: boolean;
  /** Everything a reply depends on; undefined parts are filled in by the runner. */
  readonly prompt: Omit<Prompt, 'format'>;
  readonly shape: SayingShape;
  /** Throws RequestError when the prompt does not fit. */
  readonly promptTokens: (limits: PromptLimits) => readonly string[];
  /** Further keys of the last line, such as the context of /api/generate. */
  readonly closing: (promptTokens: readonly string[], answer: readonly string[]) => object;
}
