import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { OpenedStore } from './opened-store.ts';
import { awkwardTexts, sampleAudit, sampleKey, unwritableAudit } from './samples.ts';

const at = (seconds: number) => new Date(Date.UTC(2031, 0, 1, 0, 0, seconds));

function storing({ store }: OpenedStore): void {
  test('a key is read back as it was written', async () => {
    const expiresAt = new Date('2031-02-03T04:05:06.789Z');
    const models = ['llama3.2:latest', 'qwen3:8b'];
    const key = sampleKey({ models, rpm: 1, tpm: 1_000_000_000, concurrency: 3, expiresAt });
    const created = await store().keys.create(key, sampleAudit());
    const times = { revokedAt: null, lastUsedAt: null, createdAt: expect.any(Date) };
    expect(created).toEqual({ ...key, ...times });
    expect(await store().keys.findByDigest(key.digest)).toEqual(created);
    expect(await store().keys.list()).toContainEqual(created);
  });

  test('awkward text survives in names, scopes and model lists', async () => {
    for (const name of awkwardTexts) {
      const key = sampleKey({ name, scopes: [...awkwardTexts], models: [name] });
      expect(await store().keys.create(key, sampleAudit())).toMatchObject(key);
    }
  });

  test('an unknown digest is null, whatever it looks like', async () => {
    for (const digest of awkwardTexts) expect(await store().keys.findByDigest(digest)).toBeNull();
  });

  test('a digest exists once: a second key with it is refused by the database, not called unavailable', async () => {
    const key = sampleKey();
    await store().keys.create(key, sampleAudit());
    const again = store().keys.create({ ...key, id: randomUUID() }, sampleAudit());
    await expect(again).rejects.toMatchObject({ code: '23505' });
  });

  test('what a caller passes beside the fields of a key is not stored', async () => {
    const key = { ...sampleKey(), createdAt: at(0), lastUsedAt: at(0), revokedAt: at(0) };
    const created = await store().keys.create(key, sampleAudit());
    expect(created).toMatchObject({ revokedAt: null, lastUsedAt: null });
  });
}

function first({ store }: OpenedStore): void {
  test('of many that ask at once for the first key exactly one gets it', async () => {
    const owner = () => sampleKey({ scopes: ['chat', 'admin:*'] });
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => store().keys.createFirst(owner())),
    );
    expect(answers.filter((answer) => answer !== null)).toHaveLength(1);
    expect(await store().keys.createFirst(owner())).toBeNull();
  });

  test('ensure makes a key once and gives the stored one after that', async () => {
    const key = sampleKey({ name: 'from the environment' });
    const made = await Promise.all(
      [1, 2, 3].map((n) => store().keys.ensure({ ...key, id: `${key.id}-${n}` })),
    );
    expect(new Set(made.map((record) => record.id)).size).toBe(1);
    const later = await store().keys.ensure({ ...key, id: randomUUID(), name: 'another' });
    expect(later).toEqual(made[0]);
  });
}

function changing({ store }: OpenedStore): void {
  test('revoking is idempotent: the time stays and one audit entry is written', async () => {
    const key = await store().keys.create(sampleKey(), sampleAudit());
    const audit = sampleAudit({ action: 'keys.revoke', target: key.id });
    const revoked = await store().keys.revoke(key.id, audit);
    expect(revoked?.revokedAt).toBeInstanceOf(Date);
    expect(await store().keys.revoke(key.id, audit)).toEqual(revoked);
    expect(await store().keys.findByDigest(key.digest)).toEqual(revoked);
    const entries = await store().audit.list({ limit: 1_000 });
    expect(entries.filter((entry) => entry.target === key.id)).toHaveLength(1);
  });

  test('revoking an unknown id is null', async () => {
    expect(await store().keys.revoke(randomUUID(), sampleAudit())).toBeNull();
  });

  test('ensure leaves a revoked key revoked', async () => {
    const key = await store().keys.create(sampleKey(), sampleAudit());
    await store().keys.revoke(key.id, sampleAudit());
    expect((await store().keys.ensure(key)).revokedAt).toBeInstanceOf(Date);
  });

  test('last use moves forward only, and at most once a minute', async () => {
    const { id, digest } = await store().keys.create(sampleKey(), sampleAudit());
    const steps = [
      [100, 100],
      [159.999, 100],
      [99, 100],
      [160, 160],
      [30, 160],
      [1_000, 1_000],
    ] as const;
    for (const [seconds, expected] of steps) {
      await store().keys.touch(id, at(seconds));
      expect((await store().keys.findByDigest(digest))?.lastUsedAt).toEqual(at(expected));
    }
    await store().keys.touch(randomUUID(), at(0));
  });
}

function atomic({ store }: OpenedStore): void {
  test('a key is not created when its audit entry cannot be written', async () => {
    const key = sampleKey();
    await expect(store().keys.create(key, unwritableAudit)).rejects.toMatchObject({
      code: '22P05',
    });
    expect(await store().keys.findByDigest(key.digest)).toBeNull();
  });

  test('a key is not revoked when its audit entry is no JSON', async () => {
    const key = await store().keys.create(sampleKey(), sampleAudit());
    const audit = sampleAudit({ after: { rows: 1n } });
    await expect(store().keys.revoke(key.id, audit)).rejects.toThrow(TypeError);
    expect((await store().keys.findByDigest(key.digest))?.revokedAt).toBeNull();
  });
}

export function keyConformance(opened: OpenedStore): void {
  describe('keys', () => {
    first(opened);
    storing(opened);
    changing(opened);
    atomic(opened);
  });
}
