import { describe, expect, test } from 'vitest';
import { asking, contentOf, talkTo } from '../../test/talk.ts';
import { createSimulator, type Fault } from '../index.ts';

const words = ['one', ' two', ' three', ' four'];

function setUp(fault: Fault) {
  const simulator = createSimulator({
    ttftMs: 0,
    tokensPerSecond: Number.POSITIVE_INFINITY,
    models: [{ name: 'demo-chat', reply: () => ({ tokens: words }) }, 'other', 'demo-embed'],
  });
  simulator.behave(fault);
  const talk = talkTo(simulator);
  const stream = async () => {
    const answer = await talk.post('/api/chat', asking('Hi'));
    return { status: answer.status, text: await answer.text() };
  };
  return { simulator, talk, stream, [Symbol.asyncDispose]: simulator.close };
}

const lineCount = (text: string) => text.split('\n').filter((line) => line !== '').length;

describe('faults before the answer', () => {
  test('an error has the status and the body that were asked for', async () => {
    await using sut = setUp({ kind: 'error', status: 503, body: { error: 'busy' } });
    expect(await sut.stream()).toEqual({ status: 503, text: '{"error":"busy"}' });
  });

  test('an HTML page in place of JSON', async () => {
    await using sut = setUp({ kind: 'html-500' });
    const answer = await sut.talk.post('/api/chat', asking('Hi'));
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(answer.status).toBe(500);
  });

  test('a reset connection', async () => {
    await using sut = setUp({ kind: 'reset-before-headers' });
    await expect(sut.stream()).rejects.toThrow('fetch failed');
    const { url } = await sut.simulator.listen();
    await expect(fetch(`${url}/api/tags`)).rejects.toThrow('fetch failed');
  });

  test('a flaky server fails about the share that was asked for, the same calls for the same seed', async () => {
    const run = async () => {
      await using sut = setUp({ kind: 'flaky', rate: 0.3, status: 502 });
      const answers = Array.from(
        { length: 200 },
        async () => (await sut.talk.post('/api/chat', asking('Hi'))).status,
      );
      return Promise.all(answers);
    };
    const [first, second] = [await run(), await run()];
    const failed = first.filter((status) => status === 502).length;
    expect(failed).toBeGreaterThan(30);
    expect(failed).toBeLessThan(90);
    expect(second).toEqual(first);
  });

  test('a hang holds its slot until the caller leaves', async () => {
    await using sut = setUp({ kind: 'hang', times: 1 });
    await expect(
      sut.talk.post('/api/chat', asking('Hi'), AbortSignal.timeout(20)),
    ).rejects.toThrow();
    expect((await sut.stream()).status).toBe(200);
    expect(sut.simulator.stats().models['demo-chat:latest']).toMatchObject({
      running: 0,
      aborted: 1,
    });
  });

  test('a hang on a path that does not generate', async () => {
    await using sut = setUp({ kind: 'hang', path: '/api/tags' });
    const signal = AbortSignal.timeout(20);
    await expect(sut.simulator.fetch('http://localhost/api/tags', { signal })).rejects.toThrow();
  });
});

describe('faults amid the answer', () => {
  test('a connection that drops leaves the lines before it', async () => {
    await using sut = setUp({ kind: 'drop-mid-stream', afterLines: 2 });
    const { url } = await sut.simulator.listen();
    for (const call of [sut.simulator.fetch, fetch]) {
      const answer = await call(`${url}/api/chat`, {
        method: 'POST',
        body: JSON.stringify(asking('Hi')),
      });
      const received: string[] = [];
      const read = async () => {
        for await (const chunk of answer.body ?? []) received.push(Buffer.from(chunk).toString());
      };
      await expect(read()).rejects.toThrow();
      expect(lineCount(received.join(''))).toBe(2);
    }
  });

  test('an error line is the last one, and there is no done line', async () => {
    await using sut = setUp({ kind: 'error-line', afterLines: 1, message: 'runner crashed' });
    const lines = await sut.talk.lines('/api/chat', asking('Hi'));
    expect(lines).toHaveLength(2);
    expect(lines.at(-1)).toEqual({ error: 'runner crashed' });
  });

  test('a malformed line stands among good ones', async () => {
    await using sut = setUp({ kind: 'malformed-line' });
    const { text } = await sut.stream();
    expect(() =>
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toThrow(SyntaxError);
    expect(text).toContain('"done":true');
  });

  test('a token-repeat abort ends with neither done nor error', async () => {
    await using sut = setUp({ kind: 'no-done' });
    const lines = await sut.talk.lines('/api/chat', asking('Hi'));
    expect(lines.every((line) => line['done'] === false && !('error' in line))).toBe(true);
    expect(await sut.talk.json('/api/chat', asking('Hi', { stream: false }))).toMatchObject({
      done: false,
    });
  });

  test.each(['/api/chat', '/api/embed', '/api/show'])(
    'truncated JSON of %s does not parse',
    async (path) => {
      await using sut = setUp({ kind: 'truncated-json' });
      const body = {
        model: path === '/api/embed' ? 'demo-embed' : 'demo-chat',
        input: 'x',
        stream: false,
      };
      const answer = await sut.talk.post(path, { ...asking('Hi'), ...body });
      expect(answer.status).toBe(200);
      await expect(answer.json()).rejects.toThrow(SyntaxError);
    },
  );

  test('a giant line is as large as asked for', async () => {
    await using sut = setUp({ kind: 'giant-line', bytes: 3_000_000 });
    const lines = await sut.talk.lines('/api/chat', asking('Hi'));
    expect(contentOf(lines)).toHaveLength(3_000_000 + words.slice(1).join('').length);
  });

  test('done twice', async () => {
    await using sut = setUp({ kind: 'duplicate-done' });
    const lines = await sut.talk.lines('/api/chat', asking('Hi'));
    expect(lines.filter((line) => line['done'] === true)).toHaveLength(2);
  });

  test('a slow answer waits before its first token', async () => {
    await using sut = setUp({ kind: 'slow', delayMs: 30 });
    const started = performance.now();
    await sut.stream();
    expect(performance.now() - started).toBeGreaterThanOrEqual(28);
  });
});

describe('which calls a fault concerns', () => {
  test('one path, one model, so many times; null ends it', async () => {
    await using sut = setUp({ kind: 'error', status: 500, model: 'demo-chat:latest', times: 2 });
    const status = async (model: string) =>
      (await sut.talk.post('/api/chat', asking('Hi', { model }))).status;
    expect(await status('other')).toBe(200);
    expect([
      await status('demo-chat'),
      await status('demo-chat'),
      await status('demo-chat'),
    ]).toEqual([500, 500, 200]);
    sut.simulator.behave([{ kind: 'error', status: 418, path: '/api/tags' }]);
    expect(await status('demo-chat')).toBe(200);
    expect((await sut.simulator.fetch('http://localhost/api/tags')).status).toBe(418);
    sut.simulator.behave(null);
    expect((await sut.simulator.fetch('http://localhost/api/tags')).status).toBe(200);
  });

  test('a call that ended in a fault leaves no slot taken', async () => {
    const faults: Fault[] = [
      { kind: 'drop-mid-stream', afterLines: 1 },
      { kind: 'error-line', afterLines: 0 },
      { kind: 'no-done' },
      { kind: 'truncated-json' },
      { kind: 'loading-failure' },
    ];
    for (const fault of faults) {
      await using sut = setUp(fault);
      await sut.stream().catch(() => {});
      expect(sut.simulator.stats().models['demo-chat:latest']).toMatchObject({
        running: 0,
        waiting: 0,
      });
    }
  });
});
