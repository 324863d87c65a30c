import { connect } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exchange } from '../../test/raw-exchange.ts';
import { asking, contentOf, talkTo } from '../../test/talk.ts';
import { createSimulator, type SimulatorOptions } from '../index.ts';

const fast = { ttftMs: 0, tokensPerSecond: Number.POSITIVE_INFINITY } satisfies SimulatorOptions;

/** The same for every run: what a test may compare between two answers. */
const steady = (text: string) =>
  text.replace(/"(created_at|\w+_duration|expires_at)":("[^"]*"|\d+),?/g, '');

describe('fetch and listen', () => {
  test('give the same answers', async () => {
    await using simulator = createSimulator(fast);
    const { url } = await simulator.listen();
    const bodies = [
      asking('Hi'),
      asking('Hi', { stream: false }),
      asking('Hi', { model: 'nope' }),
      '{"a',
    ];
    for (const body of bodies) {
      const init = { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) };
      const [here, there] = await Promise.all([
        simulator.fetch(`${url}/api/chat`, init),
        fetch(`${url}/api/chat`, init),
      ]);
      expect(here.status).toBe(there.status);
      expect(here.headers.get('content-type')).toBe(there.headers.get('content-type'));
      expect(steady(await here.text())).toBe(steady(await there.text()));
    }
  });

  test('cut the bytes anywhere without changing them', async () => {
    const tokens = ['日本', '語', ' 🦊', ' e\u0301', '', ' "quoted\\"', '\u2028<&>'];
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), async (splitBytes) => {
        await using simulator = createSimulator({ ...fast, splitBytes });
        simulator.script({ reply: { tokens } });
        const answer = await simulator.fetch('http://localhost/api/chat', {
          method: 'POST',
          body: JSON.stringify(asking('Hi')),
        });
        const pieces: Uint8Array[] = [];
        for await (const piece of answer.body ?? []) pieces.push(piece);
        expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(splitBytes);
        const lines = Buffer.concat(pieces)
          .toString()
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line));
        expect(contentOf(lines)).toBe(tokens.join(''));
      }),
      { numRuns: 9 },
    );
  });

  test('aborting before the answer rejects, aborting amid it breaks the body', async () => {
    await using simulator = createSimulator({ ttftMs: 30, tokensPerSecond: 100 });
    const talk = talkTo(simulator);
    await expect(talk.post('/api/chat', asking('Hi'), AbortSignal.timeout(5))).rejects.toThrow(
      /aborted|timeout/,
    );
    const caller = new AbortController();
    const answer = await talk.post('/api/chat', asking('Hi'), caller.signal);
    caller.abort();
    await expect(answer.text()).rejects.toThrow(/abort/);
  });

  test('closing the simulator breaks the calls in flight', async () => {
    const simulator = createSimulator();
    simulator.behave({ kind: 'hang' });
    const { url } = await simulator.listen();
    const init = { method: 'POST', body: JSON.stringify(asking('Hi')) };
    const calls = [simulator.fetch(`${url}/api/chat`, init), fetch(`${url}/api/chat`, init)];
    const outcomes = Promise.allSettled(calls);
    while (simulator.stats().requests < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await simulator.close();
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});

describe('callers that leave', () => {
  test('hundreds of aborted streams leave no slot, no socket, and never more than the limit ran', async () => {
    await using simulator = createSimulator({ ttftMs: 5, tokensPerSecond: 400, numParallel: 4 });
    const { port } = await simulator.listen();
    const body = JSON.stringify(asking('Hi'));
    const leave = (delayMs: number) =>
      new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.write(
            `POST /api/chat HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
          );
          setTimeout(() => socket.destroy(), delayMs);
        });
        socket
          .resume()
          .on('error', () => {})
          .on('close', () => resolve());
      });
    for (let wave = 0; wave < 10; wave += 1) {
      await Promise.all(Array.from({ length: 40 }, (_, index) => leave(index)));
    }
    await expect.poll(() => simulator.stats().connections.open).toBe(0);
    await expect
      .poll(() => simulator.stats().models['demo-chat:latest'])
      .toMatchObject({
        running: 0,
        waiting: 0,
        requests: 400,
        maxConcurrent: 4,
      });
  });

  test('a slot is free for the request that follows the end of another connection', async () => {
    await using simulator = createSimulator({ ttftMs: 1_000 });
    const { url } = await simulator.listen();
    for (let round = 0; round < 20; round += 1) {
      const caller = new AbortController();
      const init = { method: 'POST', body: JSON.stringify(asking('Hi')), signal: caller.signal };
      const call = fetch(`${url}/api/chat`, init).catch(() => 'gone');
      await expect.poll(() => simulator.stats().models['demo-chat:latest']?.running).toBe(1);
      caller.abort();
      await call;
      await fetch(`${url}/api/version`);
    }
    expect(simulator.stats().models['demo-chat:latest']).toMatchObject({
      maxAdmitted: 1,
      aborted: 20,
    });
  });
});

describe('who is served', () => {
  test.each([
    ['localhost:11434', 200],
    ['ollama.internal', 200],
    ['192.168.1.20:11434', 200],
    ['[::1]:11434', 200],
    ['gateway.example.com', 403],
    ['8.8.8.8', 403],
  ])('Host %s gets %i', async (host, status) => {
    await using simulator = createSimulator(fast);
    const { url } = await simulator.listen();
    const answer = await exchange(url, { method: 'GET', path: '/api/tags', headers: { host } });
    expect([answer.status, answer.text === '']).toEqual([status, status === 403]);
  });

  test('any Host is served when the simulator listens beyond loopback', async () => {
    await using simulator = createSimulator(fast);
    const { port } = await simulator.listen({ host: '0.0.0.0' });
    const sent = { method: 'GET', path: '/api/tags', headers: { host: 'ollama:11434' } };
    expect((await exchange(`http://127.0.0.1:${port}`, sent)).status).toBe(200);
  });

  test('unknown paths, wrong methods and Object.prototype names answer as text', async () => {
    await using simulator = createSimulator(fast);
    const { url } = await simulator.listen();
    const ask = (method: string, path: string) => exchange(url, { method, path });
    expect((await ask('GET', '/constructor')).text).toBe('404 page not found');
    const wrong = await ask('GET', '/api/chat');
    expect([wrong.status, wrong.headers.allow, wrong.text]).toEqual([
      405,
      'POST',
      '405 method not allowed',
    ]);
    expect((await ask('HEAD', '/api/version')).headers['content-length']).toBe('20');
  });
});

describe('stats', () => {
  test('count requests by path, keep the last bodies, and forget on demand', async () => {
    await using simulator = createSimulator({ ...fast, keepBodies: 2 });
    const talk = talkTo(simulator);
    for (const content of ['a', 'b', 'c'])
      await talk.json('/api/chat', asking(content, { stream: false }));
    await talk.get('/api/tags');
    await talk.post('/api/chat', 'no json');
    const stats = simulator.stats();
    expect(stats.requestsByPath).toEqual({ '/api/chat': 4, '/api/tags': 1 });
    expect(stats.bodies.map(({ body }) => body)).toEqual([
      asking('c', { stream: false }),
      'no json',
    ]);
    simulator.resetStats();
    expect(simulator.stats()).toMatchObject({ requests: 0, bodies: [] });
  });
});
