import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditConformance } from './conformance/audit.ts';
import { keyConformance } from './conformance/keys.ts';
import { profileConformance } from './conformance/profiles.ts';
import { usageConformance } from './conformance/usage.ts';
import type { Store } from './ports.ts';
import { isStoreUnavailable } from './store-unavailable-error.ts';

/** What every store must do. `open` is called once and must give an empty one; the suite disposes it. */
export function storeConformance(name: string, open: () => Promise<Store>): void {
  describe(`${name} as a store`, () => {
    let opened: Store | undefined;
    const store = (): Store => {
      if (opened === undefined) throw new Error('the store is not open');
      return opened;
    };
    beforeAll(async () => {
      opened = await open();
    }, 60_000);
    afterAll(() => opened?.[Symbol.asyncDispose]());

    keyConformance({ store });
    usageConformance({ store });
    profileConformance({ store });
    auditConformance({ store });

    test('answers a check', async () => {
      await store().check();
    });

    test('is unavailable once it was disposed, which may happen twice', async () => {
      await Promise.all([store()[Symbol.asyncDispose](), store()[Symbol.asyncDispose]()]);
      const answers = [store().check(), store().keys.list(), store().keys.findByDigest('')];
      const endings = answers.map((answer) => answer.then(() => 'answered', isStoreUnavailable));
      expect(await Promise.all(endings)).toEqual([true, true, true]);
    });
  });
}
