import { type OllamaModelDetails, type Profiles, type SlotsSource, slotsFor } from '@hearth/ollama';
import { canonicalModelName } from '@hearth/wire';

export interface SlotTableOptions {
  readonly profiles: Profiles;
  /** `HEARTH_SLOTS`, as written. */
  readonly configured: ReadonlyMap<string, number>;
  /** `OLLAMA_NUM_PARALLEL`. */
  readonly numParallel: number | undefined;
}

export interface ModelSlotCount {
  readonly slots: number;
  readonly source: SlotsSource;
}

/** How many calls each model may have running, and who says so. */
export interface SlotTable {
  /** For the limiter, which can't wait: what was last known of the model. */
  slotsOf(model: string): number;
  /** Looks the model up and remembers what it finds. Throws `HearthError` as the look-up does. */
  learn(model: string): Promise<OllamaModelDetails>;
  of(model: string): Promise<ModelSlotCount>;
}

const maxModels = 1_000;

export function createSlotTable({
  profiles,
  configured,
  numParallel,
}: SlotTableOptions): SlotTable {
  const environment = new Map(
    [...configured].map(([name, slots]) => [canonicalModelName(name), slots]),
  );
  const counts = new Map<string, ModelSlotCount>();

  function count(model: string, details: Partial<OllamaModelDetails>): ModelSlotCount {
    const { family, capabilities } = details;
    return slotsFor({ family, capabilities, environment: environment.get(model), numParallel });
  }

  async function learn(model: string): Promise<OllamaModelDetails> {
    const details = await profiles.detailsOf(model);
    if (counts.size >= maxModels) counts.clear();
    counts.set(model, count(model, details));
    return details;
  }

  return {
    slotsOf: (model) => (counts.get(model) ?? count(model, {})).slots,
    learn,
    async of(model) {
      return count(model, await learn(model));
    },
  };
}
