import type { ModelProfile } from '../mapping/model-profile.ts';
import type { KeepAlive, Think } from '../native/bodies.ts';
import type { OllamaModelDetails } from '../native/models.ts';
import type { CallOptions } from '../native/ollama.ts';

/** What the operator has set for a model. Absent = left to the Modelfile and to Ollama. */
export interface ModelSettings {
  readonly contextLength?: number | undefined;
  readonly keepAlive?: KeepAlive | undefined;
  readonly think?: Think | undefined;
}

/** What is known of each model. All reject with `HearthError`; `model_not_found` names some models that are installed. */
export interface Profiles {
  profileOf(model: string, options?: CallOptions): Promise<ModelProfile>;
  detailsOf(model: string, options?: CallOptions): Promise<OllamaModelDetails>;
  /** What a look-up in the last minute has found, without asking again. */
  known(model: string): OllamaModelDetails | undefined;
  /** Asks Ollama again next time; for every model when none is named. */
  forget(model?: string): void;
}
