import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { Admission } from '../src/admission/admission.ts';
import type { Outcome } from '../src/admission/outcome.ts';
import type { Ticket } from '../src/admission/ticket.ts';
import type { Lane } from '../src/limiter.ts';
import type { Reference, ReferenceOutcome } from './reference-admission.ts';

/** The real thing, with a clock that stands still until it is moved. */
export interface World {
  readonly admission: Admission;
  readonly limits: Map<string, number>;
  readonly tickets: Ticket[];
  now: number;
}

type Step = fc.Command<Reference, World>;

export const models = ['a', 'b', 'c'];

function inWords(world: World, outcome: Outcome): ReferenceOutcome {
  const id = world.tickets.indexOf(outcome.ticket);
  return outcome.type === 'refused' ? `refused ${id} ${outcome.reason}` : `${outcome.type} ${id}`;
}

function expectSame(world: World, real: readonly Outcome[], expected: ReferenceOutcome[]): void {
  // Grants of different models in one step have no order among themselves.
  expect(real.map((outcome) => inWords(world, outcome)).toSorted()).toEqual(expected.toSorted());
}

function expectInvariants(reference: Reference, { admission }: World): void {
  expect(reference.mayRunNow()).toBeUndefined();
  for (const { model, inUse, queued, draining } of admission.snapshot().models) {
    expect(inUse).toBe(reference.inUse(model));
    expect(queued).toBe(reference.queued(model));
    expect(draining).toBeLessThanOrEqual(inUse);
  }
}

function step(label: string, run: (reference: Reference, world: World) => void): Step {
  return {
    check: () => true,
    run(reference, world) {
      run(reference, world);
      expectInvariants(reference, world);
    },
    toString: () => label,
  };
}

interface ArrivalParts {
  readonly model: string;
  readonly key: string;
  readonly lane: Lane;
  readonly cap: number | undefined;
}

function arrive(parts: ArrivalParts, mayWait: boolean): Step {
  const label = `arrive ${JSON.stringify(parts)}${mayWait ? '' : ' now or never'}`;
  return step(label, (reference, world) => {
    const { model, key, lane, cap } = parts;
    const requestId = String(world.tickets.length);
    const claim = {
      model,
      key,
      lane,
      requestId,
      keyConcurrency: cap,
      kind: 'chat',
      tokens: 1,
    } as const;
    const { ticket, outcomes } = world.admission.arrive({ claim, mayWait }, world.now);
    world.tickets.push(ticket);
    expectSame(world, outcomes, reference.arrive(parts, mayWait));
  });
}

type TicketInput = 'expire' | 'abandon' | 'release' | 'drained';

/** Any input for any ticket ever seen, also one that it no longer concerns: late timers and aborts are part of life. */
function inform(input: TicketInput, seed: number, drainMs: number): Step {
  return step(`${input} ${seed} ${drainMs}`, (reference, world) => {
    if (world.tickets.length === 0) return;
    const id = seed % world.tickets.length;
    const ticket = world.tickets[id];
    if (ticket === undefined) return;
    const expected =
      input === 'release' ? reference.release(id, drainMs > 0) : reference[input](id);
    const real =
      input === 'release'
        ? world.admission.release(ticket, world.now, { drainMs })
        : world.admission[input](ticket, world.now);
    expectSame(world, real, expected);
  });
}

const setLimit = (model: string, limit: number): Step =>
  step(`limit of ${model} = ${limit}`, (reference, world) => {
    world.limits.set(model, limit);
    expectSame(world, world.admission.refresh(world.now), reference.setLimit(model, limit));
  });

const pass = (ms: number): Step =>
  step(`${ms} ms pass`, (_, world) => {
    world.now += ms;
  });

const modelName = fc.constantFrom(...models);
const keyParts = fc.constantFrom(
  { key: 'free', cap: undefined },
  { key: 'one', cap: 1 },
  { key: 'two', cap: 2 },
  { key: 'none', cap: 0 },
);
const lane = fc.constantFrom<Lane>('interactive', 'interactive', 'batch', 'background');

const arrival = fc
  .tuple(modelName, keyParts, lane, fc.boolean())
  .map(([model, { key, cap }, itsLane, mayWait]) =>
    arrive({ model, key, cap, lane: itsLane }, mayWait),
  );

const information = fc
  .tuple(
    fc.constantFrom<TicketInput>('expire', 'abandon', 'release', 'release', 'drained'),
    fc.nat(1000),
    fc.constantFrom(0, 0, 250),
  )
  .map((parts) => inform(...parts));

/** Arrivals twice as often as anything else: queues must fill. */
export const admissionCommands = fc.commands(
  [
    arrival,
    arrival,
    information,
    information,
    fc.tuple(modelName, fc.nat(3)).map((parts) => setLimit(...parts)),
    fc.nat(100).map(pass),
  ],
  { maxCommands: 200, size: 'max' },
);
