import { type SlotsSource, slotsFor } from '@hearth/ollama';
import { canonicalModelName } from '@hearth/wire';

export interface SlotTableOptions {
  /** `HEARTH_SLOTS`, as written. */
  readonly configured: ReadonlyMap<string, number>;
  /** `OLLAMA_NUM_PARALLEL`. */
  readonly numParallel: number | undefined;
}

export interface ModelSlotCount {
  readonly slots: number;
  readonly source: SlotsSource;
}

/** What of a model decides how many calls Ollama runs of it at once. */
export interface SlotFacts {
  readonly family: string | undefined;
  readonly capabilities: readonly string[] | undefined;
}

/** How many calls each model may have running, and who says so. */
export interface SlotTable {
  /** For the limiter, which can't wait: what was last noted of the model. */
  slotsOf(model: string): number;
  /** Remembers what a look-up has found, and says what follows. */
  note(model: string, facts: SlotFacts): ModelSlotCount;
}

const maxModels = 1_000;
const nothingKnown: SlotFacts = { family: undefined, capabilities: undefined };

export function createSlotTable({ configured, numParallel }: SlotTableOptions): SlotTable {
  const environment = new Map(
    [...configured].map(([name, slots]) => [canonicalModelName(name), slots]),
  );
  const counts = new Map<string, ModelSlotCount>();

  function count(model: string, { family, capabilities }: SlotFacts): ModelSlotCount {
    return slotsFor({ family, capabilities, environment: environment.get(model), numParallel });
  }

  return {
    slotsOf: (model) => (counts.get(model) ?? count(model, nothingKnown)).slots,
    note(model, facts) {
      const counted = count(model, facts);
      if (counts.size >= maxModels) counts.clear();
      counts.set(model, counted);
      return counted;
    },
  };
}
