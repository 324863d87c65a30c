const windowSize = 100;
/** Below this a median says nothing, and a prediction would be a guess. */
const fewestSamples = 5;

/** The last hundred times that a slot of one model was held, in ms. */
export interface HeldTimes {
  add(heldMs: number): void;
  /** `undefined` before five samples. */
  median(): number | undefined;
}

export function createHeldTimes(): HeldTimes {
  const samples: number[] = [];
  let next = 0;
  let known: number | undefined;

  return {
    add(heldMs) {
      samples[next] = heldMs;
      next = (next + 1) % windowSize;
      known = undefined;
    },
    median() {
      if (samples.length < fewestSamples) return undefined;
      known ??= samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)];
      return known;
    },
  };
}
