import { and, gte, lt, type SQL } from 'drizzle-orm';
import type { UsageWindow } from '../ports.ts';
import { usageEvents } from '../schema.ts';

export function inWindow({ since, until }: UsageWindow): SQL | undefined {
  return and(
    gte(usageEvents.startedAt, since),
    until === undefined ? undefined : lt(usageEvents.startedAt, until),
  );
}
