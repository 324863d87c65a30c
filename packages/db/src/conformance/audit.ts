import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { OpenedStore } from './opened-store.ts';
import { awkwardTexts, sampleAudit, sampleProfile } from './samples.ts';

export function auditConformance({ store }: OpenedStore): void {
  describe('audit', () => {
    test('an entry is read back as it was written', async () => {
      const values = [...awkwardTexts, { '"': [1, null, { deep: "'" }] }, [], 0, false];
      for (const value of values) {
        const entry = sampleAudit({ before: value, after: value, target: 't', requestId: 'r' });
        const record = await store().audit.append(entry);
        expect(record).toEqual({ ...entry, id: expect.any(Number), at: expect.any(Date) });
        expect((await store().audit.list({ limit: 1 }))[0]).toEqual(record);
      }
    });

    test('an own key named __proto__ stays a key', async () => {
      const after: unknown = JSON.parse('{"__proto__":{"polluted":true}}');
      const { id } = await store().audit.append(sampleAudit({ after }));
      const [entry] = await store().audit.list({ limit: 1, before: id + 1 });
      expect(JSON.stringify(entry?.after)).toBe('{"__proto__":{"polluted":true}}');
    });

    test('an action leaves its entry', async () => {
      const audit = sampleAudit({ action: 'models.save', target: randomUUID() });
      await store().profiles.save(sampleProfile(), audit);
      expect((await store().audit.list({ limit: 1 }))[0]).toMatchObject(audit);
    });

    test('pages follow each other, newest first', async () => {
      for (let n = 0; n < 5; n += 1) await store().audit.append(sampleAudit());
      const first = await store().audit.list({ limit: 3 });
      const second = await store().audit.list({ limit: 2, before: first.at(-1)?.id });
      const ids = [...first, ...second].map((entry) => entry.id);
      expect(ids).toEqual(ids.toSorted((one, other) => other - one));
      expect(new Set(ids).size).toBe(5);
    });
  });
}
