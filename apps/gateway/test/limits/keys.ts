import { describe, expect, test } from 'vitest';
import { call, waysToChat, waysToEmbed } from '../harness/calls.ts';
import { eventually } from '../harness/eventually.ts';
import { expectOpenAiError } from '../harness/expect-error.ts';
import { runningOf } from '../harness/hold-slot.ts';
import { duo } from '../harness/simulated-models.ts';
import type { TestGateway } from '../harness/test-gateway.ts';
import { needsSimulator } from '../harness/upstream.ts';

const held = needsSimulator('a call has to hold its slot for as long as the test wants');

export function keyTests(gateway: TestGateway): void {
  const { chatModel, embedModel } = gateway;

  describe('limits of a key', () => {
    held('concurrency: its second call is refused while another key gets in', async () => {
      const { key } = await gateway.keyWith({ concurrency: 1 });
      gateway.simulator.behave({ kind: 'hang', model: duo, path: '/api/chat', times: 1 });
      const gone = new AbortController();
      const first = call(gateway, 'rest stream', { model: duo, key, signal: gone.signal });
      await eventually(() => expect(runningOf(gateway, duo)).toBe(1));
      for (const way of waysToChat) {
        const second = await call(gateway, way, { model: duo, key, maxWaitMs: 0 });
        expect(second).toMatchObject({
          kind: 'refused',
          refusal: { status: 429, code: 'key_concurrency_limit', figures: { limit: 1, in_use: 1 } },
        });
        expect((await call(gateway, way, { model: duo, maxWaitMs: 0 })).kind).toBe('answered');
      }
      gone.abort();
      await first;
      await eventually(() => expect(gateway.slots(duo).inUse).toBe(0));
      expect((await call(gateway, 'rest whole', { model: duo, key })).kind).toBe('answered');
    });

    test('requests a minute: counted over both surfaces and both kinds of calls', async () => {
      const { key } = await gateway.keyWith({ rpm: 2 });
      expect((await call(gateway, 'rest whole', { model: chatModel, key })).kind).toBe('answered');
      expect((await call(gateway, 'trpc embed', { model: embedModel, key })).kind).toBe('answered');
      for (const way of [...waysToChat, ...waysToEmbed]) {
        const model = way.endsWith('embed') ? embedModel : chatModel;
        const refused = await call(gateway, way, { model, key });
        const refusal = { status: 429, code: 'rate_limit_exceeded', figures: { limit: 2 } };
        expect(refused).toMatchObject({ kind: 'refused', refusal });
      }
    });

    test('requests a minute: the answers show what is left', async () => {
      const { key } = await gateway.keyWith({ rpm: 1 });
      const body = { model: chatModel, messages: [{ role: 'user', content: 'hi' }], max_tokens: 1 };
      const first = await gateway.send('/v1/chat/completions', { key, body });
      expect(first.status).toBe(200);
      expect(first.headers.get('x-ratelimit-limit-requests')).toBe('1');
      expect(first.headers.get('x-ratelimit-remaining-requests')).toBe('0');
      expect(first.headers.get('x-ratelimit-reset-requests')).toMatch(/^[\d.]+m?s$/);
      const second = await gateway.send('/v1/chat/completions', { key, body });
      expectOpenAiError(second, { status: 429, code: 'rate_limit_exceeded' });
      const seconds = Number(second.headers.get('retry-after'));
      expect(seconds).toBeGreaterThanOrEqual(1);
      expect(seconds).toBeLessThanOrEqual(60);
      expect(seconds).toBe(Math.ceil(Number(second.headers.get('retry-after-ms')) / 1_000));
      expect(second.headers.get('x-ratelimit-remaining-requests')).toBe('0');
    });

    test('tokens a minute: one call may overdraw, and the next is refused', async () => {
      const { key } = await gateway.keyWith({ tpm: 100 });
      const content = 'word '.repeat(1_000);
      const body = { model: chatModel, messages: [{ role: 'user', content }], max_tokens: 1 };
      const first = await gateway.send('/v1/chat/completions', { key, body });
      expect(first.status).toBe(200);
      expect(first.headers.get('x-ratelimit-limit-tokens')).toBe('100');
      const answer = await gateway.send('/v1/chat/completions', { key, body });
      expectOpenAiError(answer, { status: 429, code: 'token_rate_limit_exceeded' });
      expect(answer.json()).toMatchObject({ error: { limit: 100 } });
      expect(answer.headers.get('x-ratelimit-remaining-tokens')).toBe('0');
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(1);
    });
  });
}
