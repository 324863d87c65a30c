import type { Random } from '../figures/random.ts';
import type { Shape } from '../gateway/shapes.ts';

/** When a caller leaves. Where the call is at that moment is for the gateway's own rows to say. */
export type Leaving =
  | { readonly kind: 'after'; readonly ms: number }
  | { readonly kind: 'at-piece'; readonly count: number }
  | { readonly kind: 'at-finish' }
  | { readonly kind: 'never' };

/** The moment that a call aims at. */
export const aims = [
  'in the queue',
  'before the first byte',
  'in mid-stream',
  'at the very end',
  'never leaves',
  'will not wait',
] as const;
export type Aim = (typeof aims)[number];

export interface PlannedCall {
  readonly id: string;
  readonly shape: Shape;
  readonly model: string;
  readonly aim: Aim;
  readonly leaving: Leaving;
  readonly maxTokens: number;
  readonly maxWaitMs: number;
}

/** A model that everybody wants, and one with slots to spare. */
export interface PlanModels {
  readonly busy: string;
  readonly calm: string;
}

/** Mostly streams, on both surfaces. */
const shapes = ['sse', 'sse', 'jsonl', 'jsonl', 'whole', 'trpc-whole'] as const;
const patientMs = 60_000;
const longestMaxWaitMs = 20;

function leavingOf(aim: Aim, random: Random): Leaving {
  if (aim === 'in the queue') return { kind: 'after', ms: random.between(0, 25) };
  if (aim === 'before the first byte') return { kind: 'after', ms: random.between(0, 30) };
  if (aim === 'in mid-stream') return { kind: 'at-piece', count: random.between(1, 3) };
  return aim === 'at the very end' ? { kind: 'at-finish' } : { kind: 'never' };
}

function modelOf(aim: Aim, { busy, calm }: PlanModels, random: Random): string {
  if (aim === 'in the queue' || aim === 'will not wait') return busy;
  if (aim === 'before the first byte') return calm;
  return random.pick([busy, calm, calm]);
}

/** The calls of one wave; they follow from the random numbers alone. */
export function planCalls(
  prefix: string,
  count: number,
  { random, models }: { readonly random: Random; readonly models: PlanModels },
): PlannedCall[] {
  return Array.from({ length: count }, (_, at) => {
    const aim = random.pick(aims);
    return {
      id: `${prefix}-${at}`,
      shape: random.pick(shapes),
      model: modelOf(aim, models, random),
      aim,
      leaving: leavingOf(aim, random),
      // Long enough to be left in the middle.
      maxTokens: aim === 'in mid-stream' ? random.between(40, 80) : random.between(4, 16),
      maxWaitMs: aim === 'will not wait' ? random.between(0, longestMaxWaitMs) : patientMs,
    };
  });
}
