import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventHub } from './event-hub.ts';

async function readAll<Event>(
  events: AsyncIterableIterator<Event>,
  count: number,
): Promise<Event[]> {
  const seen: Event[] = [];
  while (seen.length < count) {
    const next = await events.next();
    if (next.done) break;
    seen.push(next.value);
  }
  return seen;
}

describe('an event hub', () => {
  it('gives each watcher the newest events in order, the oldest dropped past its capacity', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(30), fc.integer({ min: 1, max: 12 }), async (count, capacity) => {
        const hub = createEventHub<number>(capacity);
        const events = hub.watch();
        const published = Array.from({ length: count }, (_, place) => place);
        for (const event of published) hub.publish(event);
        const kept = Math.min(count, capacity);
        expect(await readAll(events, kept)).toEqual(published.slice(count - kept));
      }),
      { numRuns: 100 },
    );
  });

  it('tells events from the call of watch on, before the first pull too', async () => {
    const hub = createEventHub<string>(8);
    hub.publish('before');
    const events = hub.watch();
    hub.publish('after');
    expect(await readAll(events, 1)).toEqual(['after']);
  });

  it('answers pulls that came first, in order', async () => {
    const hub = createEventHub<string>(8);
    const events = hub.watch();
    const pulls = [events.next(), events.next()];
    hub.publish('one');
    hub.publish('two');
    expect(await Promise.all(pulls)).toEqual([
      { done: false, value: 'one' },
      { done: false, value: 'two' },
    ]);
  });

  it('ends a pull under way when the watcher leaves, and tells it nothing more', async () => {
    const hub = createEventHub<string>(8);
    const events = hub.watch();
    const pull = events.next();
    await events.return?.();
    hub.publish('late');
    expect(await pull).toEqual({ done: true, value: undefined });
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });

  it('lets one watcher leave without the others', async () => {
    const hub = createEventHub<string>(8);
    const first = hub.watch();
    const second = hub.watch();
    await first.return?.();
    hub.publish('still here');
    expect(await readAll(second, 1)).toEqual(['still here']);
  });
});
