import type { Lane } from '../src/limiter.ts';

/** One call as the reference sees it, by the number of its arrival. */
export interface ReferenceCall {
  readonly id: number;
  readonly model: string;
  readonly key: string;
  readonly lane: Lane;
  readonly cap: number | undefined;
  state: 'waiting' | 'held' | 'draining' | 'over';
}

export type ReferenceOutcome =
  | `${'queued' | 'granted' | 'abandoned' | 'draining' | 'released'} ${number}`
  | `refused ${number} ${string}`;

/**
 * What admission promises, written as slowly and plainly as possible: one list of all calls ever, and every question
 * answered by looking through it.
 */
export interface Reference {
  readonly calls: readonly ReferenceCall[];
  readonly limits: Map<string, number>;
  arrive(call: Omit<ReferenceCall, 'id' | 'state'>, mayWait: boolean): ReferenceOutcome[];
  expire(id: number): ReferenceOutcome[];
  abandon(id: number): ReferenceOutcome[];
  release(id: number, drains: boolean): ReferenceOutcome[];
  drained(id: number): ReferenceOutcome[];
  setLimit(model: string, limit: number): ReferenceOutcome[];
  inUse(model: string): number;
  queued(model: string): number;
  /** A free slot beside somebody who may take it: must be nobody after each step. */
  mayRunNow(): ReferenceCall | undefined;
}

export function createReference(queueLimit: number): Reference {
  const calls: ReferenceCall[] = [];
  const limits = new Map<string, number>();

  const occupies = ({ state }: ReferenceCall) => state === 'held' || state === 'draining';
  const inUse = (model: string) =>
    calls.filter((call) => call.model === model && occupies(call)).length;
  const running = (key: string) =>
    calls.filter((call) => call.key === key && occupies(call)).length;
  const waiting = (model: string) =>
    calls.filter((call) => call.model === model && call.state === 'waiting');
  const underCap = ({ key, cap }: ReferenceCall) => cap === undefined || running(key) < cap;

  function nextOf(model: string): ReferenceCall | undefined {
    if (inUse(model) >= (limits.get(model) ?? 0)) return undefined;
    const people = waiting(model).filter(({ lane }) => lane !== 'background');
    if (people.length > 0) return people.find(underCap);
    return waiting(model).find(underCap);
  }

  /** The oldest over all models, so that a freed place of a key goes to its oldest call. */
  function mayRunNow(): ReferenceCall | undefined {
    const next = [...limits.keys()].map(nextOf).filter((call) => call !== undefined);
    return next.toSorted((a, b) => a.id - b.id)[0];
  }

  function grantAll(): ReferenceOutcome[] {
    const outcomes: ReferenceOutcome[] = [];
    for (let call = mayRunNow(); call !== undefined; call = mayRunNow()) {
      call.state = 'held';
      outcomes.push(`granted ${call.id}`);
    }
    return outcomes;
  }

  function refuse(call: ReferenceCall, reason: string): ReferenceOutcome {
    call.state = 'over';
    return `refused ${call.id} ${reason}`;
  }

  const blockedBy = (call: ReferenceCall) => (underCap(call) ? 'slots-taken' : 'key-cap');

  /** The call with that number if it is in that state. */
  function inState(id: number, state: ReferenceCall['state']): ReferenceCall | undefined {
    return calls.find((call) => call.id === id && call.state === state);
  }

  return {
    calls,
    limits,
    inUse,
    mayRunNow,
    queued: (model) => waiting(model).length,
    arrive(parts, mayWait) {
      const call: ReferenceCall = { ...parts, id: calls.length, state: 'waiting' };
      calls.push(call);
      const granted = grantAll();
      if (call.state !== 'waiting') return granted;
      const everybody = calls.filter(({ state }) => state === 'waiting').length;
      if (!mayWait) return [refuse(call, blockedBy(call))];
      if (everybody > queueLimit) return [refuse(call, 'queue-full')];
      return [`queued ${call.id}`];
    },
    expire(id) {
      const call = inState(id, 'waiting');
      return call === undefined ? [] : [refuse(call, blockedBy(call)), ...grantAll()];
    },
    abandon(id) {
      const call = inState(id, 'waiting');
      if (call === undefined) return [];
      call.state = 'over';
      return [`abandoned ${id}`, ...grantAll()];
    },
    release(id, drains) {
      const call = inState(id, 'held');
      if (call === undefined) return [];
      call.state = drains ? 'draining' : 'over';
      return drains ? [`draining ${id}`] : [`released ${id}`, ...grantAll()];
    },
    drained(id) {
      const call = inState(id, 'draining');
      if (call === undefined) return [];
      call.state = 'over';
      return [`released ${id}`, ...grantAll()];
    },
    setLimit(model, limit) {
      limits.set(model, limit);
      return grantAll();
    },
  };
}
