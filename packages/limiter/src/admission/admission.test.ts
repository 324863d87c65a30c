import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admissionCommands, models, type World } from '../../test/admission-commands.ts';
import { campaignRuns, campaignTimeoutMs } from '../../test/campaign.ts';
import { createReference } from '../../test/reference-admission.ts';
import { createAdmission } from './admission.ts';
import { firstComeFirstServed } from './policy.ts';

const queueLimit = 5;

function createWorld(): World {
  const limits = new Map(models.map((model) => [model, 1]));
  const admission = createAdmission({
    slotsOf: (model) => limits.get(model) ?? 0,
    queueLimit,
    policy: firstComeFirstServed,
  });
  return { admission, limits, tickets: [], now: 0 };
}

function createModel() {
  const reference = createReference(queueLimit);
  for (const model of models) reference.setLimit(model, 1);
  return reference;
}

/** Everybody leaves: the queue gives up, the running calls end. */
function emptyOut({ admission, tickets, now }: World): void {
  for (const ticket of tickets) admission.abandon(ticket, now);
  for (const ticket of tickets) admission.release(ticket, now);
  for (const ticket of tickets) admission.drained(ticket, now);
}

describe('admission', () => {
  it(
    'does in every history what the plain reference does, and is empty when all have left',
    () => {
      fc.assert(
        fc.property(admissionCommands, (commands) => {
          const world = createWorld();
          fc.modelRun(() => ({ model: createModel(), real: world }), commands);
          emptyOut(world);
          for (const model of world.admission.snapshot().models) {
            expect(model).toMatchObject({ inUse: 0, draining: 0, queued: 0 });
          }
          const { length } = world.tickets;
          const counted = world.admission
            .snapshot()
            .models.flatMap(({ granted, refused }) => [granted, ...Object.values(refused)]);
          expect(counted.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(length);
          expect(world.tickets.every(({ state }) => state === 'over')).toBe(true);
        }),
        { numRuns: campaignRuns(150) },
      );
    },
    campaignTimeoutMs,
  );
});
