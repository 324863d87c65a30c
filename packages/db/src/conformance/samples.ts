import { randomUUID } from 'node:crypto';
import type { AuditEntry, NewKey, NewModelProfile, UsageRow } from '../ports.ts';

/** Text that has broken one store or another: quotes, array and JSON syntax, escapes, emoji, a prototype's name, the word NULL. */
export const awkwardTexts = [
  "O'Brien",
  'say "hi"',
  '{a,b}',
  'back\\slash',
  '__proto__',
  'constructor',
  'NULL',
  'null',
  'true',
  '',
  ' ',
  'a,b',
  'Zürich – 日本語 – 👩‍🚀',
  "'); drop table api_keys; --",
  '%_',
  '$1',
] as const;

/** Never an administrator's: only the test of the first key makes those. */
export function sampleKey(change: Partial<NewKey> = {}): NewKey {
  const id = randomUUID();
  return {
    id,
    name: 'sample',
    digest: `digest-${id}`,
    pepperId: 'pepper-1',
    hint: 'hk_abcde…wxyz',
    scopes: ['chat', 'embed'],
    models: null,
    rpm: null,
    tpm: null,
    concurrency: null,
    expiresAt: null,
    ...change,
  };
}

export function sampleAudit(change: Partial<AuditEntry> = {}): AuditEntry {
  return {
    actor: 'tester',
    action: 'test',
    target: null,
    before: null,
    after: null,
    requestId: null,
    ...change,
  };
}

/** JSON can hold U+0000 and `jsonb` can't: the database refuses this entry. */
export const unwritableAudit = sampleAudit({ after: { text: 'a\0b' } });

export function sampleUsage(change: Partial<UsageRow> = {}): UsageRow {
  const startedAt = change.startedAt ?? new Date();
  return {
    requestId: randomUUID(),
    startedAt,
    endedAt: new Date(startedAt.getTime() + 1_000),
    surface: 'rest',
    route: 'POST /v1/chat/completions',
    model: 'llama3.2:latest',
    keyId: 'key-1',
    keyName: 'first',
    status: 'done',
    httpStatus: 200,
    errorCode: null,
    stream: true,
    promptTokens: 10,
    completionTokens: 20,
    tokensSource: 'upstream',
    queueMs: 1,
    loadMs: null,
    firstTokenMs: 30,
    totalMs: 1_000,
    ...change,
  };
}

export function sampleProfile(change: Partial<NewModelProfile> = {}): NewModelProfile {
  return {
    model: `model-${randomUUID()}`,
    contextLength: 8192,
    keepAlive: '-1',
    warm: true,
    slots: 2,
    think: null,
    ...change,
  };
}
