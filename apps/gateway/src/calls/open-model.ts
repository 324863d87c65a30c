import type { ModelCall } from '@hearth/api';
import type { ModelProfile, Profiles } from '@hearth/ollama';
import type { SlotTable } from '../models/slot-table.ts';
import { type ChosenModel, chooseModel } from './choose-model.ts';
import type { LedgerEntry } from './ledger.ts';

export interface OpenModelOptions {
  readonly profiles: Profiles;
  readonly slots: SlotTable;
  readonly defaultModel: string | undefined;
}

export interface OpenedModel {
  readonly model: ChosenModel;
  readonly profile: ModelProfile;
}

/**
 * The model of a call, looked up before anything is held: the limiter needs its number of slots, the mapping its profile.
 * Rejects with `HearthError` when the model is missing, unknown, or not for this key.
 */
export type OpenModel = (
  asked: string | null | undefined,
  call: ModelCall,
  entry: LedgerEntry,
) => Promise<OpenedModel>;

export function createOpenModel({ profiles, slots, defaultModel }: OpenModelOptions): OpenModel {
  return async (asked, call, entry) => {
    const model = chooseModel(asked, defaultModel, call.principal);
    entry.setModel(model.canonical);
    const profile = await profiles.profileOf(model.canonical);
    slots.note(model.canonical, profile);
    return { model, profile };
  };
}
