import { parseModelName } from '../models/model-name.ts';
import type { Random } from '../random.ts';
import type { Fault } from './fault.ts';

/** Which calls fail, and how. */
export interface FaultPlan {
  behave(fault: Fault | readonly Fault[] | null): void;
  /** The fault of this call, if any; counts it against its `times`. The model is asked for only when it matters. */
  take(path: string, model: () => string): Fault | undefined;
}

export function createFaultPlan(random: Random): FaultPlan {
  let planned: { readonly fault: Fault; left: number }[] = [];
  return {
    behave(fault) {
      const faults = fault === null ? [] : [fault].flat();
      planned = faults.map((one) => ({ fault: one, left: one.times ?? Number.POSITIVE_INFINITY }));
    },
    take(path, model) {
      const hit = planned.find(
        ({ fault, left }) => left > 0 && concerns(fault, path, model) && strikes(fault, random),
      );
      if (hit) hit.left -= 1;
      return hit?.fault;
    },
  };
}

function concerns(fault: Fault, path: string, model: () => string): boolean {
  if (fault.path !== undefined && fault.path !== path) return false;
  if (fault.model === undefined) return true;
  return parseModelName(fault.model)?.short === parseModelName(model())?.short;
}

function strikes(fault: Fault, random: Random): boolean {
  return fault.kind !== 'flaky' || random.next() < fault.rate;
}
