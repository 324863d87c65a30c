import { describe, expect, test } from 'vitest';
import type { OpenedStore } from './opened-store.ts';
import { awkwardTexts, sampleAudit, sampleProfile, unwritableAudit } from './samples.ts';

function saving({ store }: OpenedStore): void {
  test('a profile is read back as it was saved, and saving again replaces all of it', async () => {
    const profile = sampleProfile();
    const saved = await store().profiles.save(profile, sampleAudit());
    expect(saved).toEqual({ ...profile, updatedAt: expect.any(Date) });
    const bare = { contextLength: null, keepAlive: null, warm: false, slots: null, think: null };
    await store().profiles.save({ model: profile.model, ...bare }, sampleAudit());
    expect(await store().profiles.get(profile.model)).toMatchObject(bare);
  });

  test('thinking keeps its type: the text "true" is not the value true', async () => {
    for (const think of [true, false, null, 'low', 'true', 'null', '5', '"']) {
      const profile = sampleProfile({ think });
      await store().profiles.save(profile, sampleAudit());
      expect((await store().profiles.get(profile.model))?.think).toBe(think);
    }
  });

  test('models may have any name', async () => {
    for (const model of awkwardTexts) {
      await store().profiles.save(sampleProfile({ model }), sampleAudit());
      expect((await store().profiles.get(model))?.model).toBe(model);
    }
    const names = (await store().profiles.list()).map((profile) => profile.model);
    expect(names).toEqual(expect.arrayContaining([...awkwardTexts]));
  });
}

function removing({ store }: OpenedStore): void {
  test('removing gives what was removed, and null the second time', async () => {
    const saved = await store().profiles.save(sampleProfile(), sampleAudit());
    expect(await store().profiles.remove(saved.model, sampleAudit())).toEqual(saved);
    expect(await store().profiles.remove(saved.model, unwritableAudit)).toBeNull();
    expect(await store().profiles.get(saved.model)).toBeNull();
  });

  test('neither saving nor removing happens when the audit entry cannot be written', async () => {
    const profile = sampleProfile();
    const refused = { code: '22P05' };
    const { save, remove, get } = store().profiles;
    await expect(save(profile, unwritableAudit)).rejects.toMatchObject(refused);
    expect(await get(profile.model)).toBeNull();
    await save(profile, sampleAudit());
    await expect(remove(profile.model, unwritableAudit)).rejects.toMatchObject(refused);
    expect(await get(profile.model)).not.toBeNull();
  });
}

export function profileConformance(opened: OpenedStore): void {
  describe('profiles', () => {
    saving(opened);
    removing(opened);
  });
}
