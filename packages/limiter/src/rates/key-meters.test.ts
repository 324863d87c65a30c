import { describe, expect, it } from 'vitest';
import { createKeyMeterStore, type KeyMeters } from './key-meters.ts';

function usedAt(at: number, debt = 60_000): KeyMeters {
  return { rpm: 1, tpm: undefined, requests: { debt, at }, tokens: { debt: 0, at } };
}

function setUp(maxKeys: number) {
  const clock = { time: 0 };
  return { clock, store: createKeyMeterStore({ maxKeys, now: () => clock.time }) };
}

describe('the store of key meters', () => {
  it('forgets keys once they are whole again, and no other', () => {
    const { clock, store } = setUp(10_000);
    store.set('deep in debt', usedAt(0, 60_000 * 1_000));
    for (let count = 0; count < 3_000; count += 1) {
      clock.time += 1_000;
      store.set(`key ${count}`, usedAt(clock.time));
    }
    // One request a minute, one key a second: sixty are not yet whole at any moment.
    expect(store.size).toBeLessThanOrEqual(512);
    expect(store.get('deep in debt').requests.debt).toBe(60_000 * 1_000);
    expect(store.get('key 2999').requests.debt).toBe(60_000);
  });

  it('never remembers more keys than it may, and forgets the longest unused first', () => {
    const { clock, store } = setUp(300);
    store.set('in use', usedAt(0));
    for (let count = 0; count < 2_000; count += 1) {
      clock.time += 1;
      store.set(`key ${count}`, usedAt(clock.time));
      store.set('in use', usedAt(clock.time));
      expect(store.size).toBeLessThanOrEqual(300);
    }
    expect(store.get('in use').requests.debt).toBe(60_000);
    expect(store.get('key 0').requests.debt).toBe(0);
  });
});
