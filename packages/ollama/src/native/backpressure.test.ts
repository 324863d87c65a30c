import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { contentLine, doneLine, scriptedOllama } from '../../test/scripted-ollama.ts';
import { createOllama } from './create-ollama.ts';

const hello = { model: 'm', messages: [{ role: 'user', content: 'hi' }] } as const;
const text = 'x'.repeat(64 * 1024);
const lines = 800;

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    function go(): void {
      response.off('drain', go).off('close', go);
      resolve();
    }
    response.on('drain', go).on('close', go);
  });
}

/** Writes about 50 MB, as fast as it is taken; the kernel's own buffers hold a few. */
async function flood(response: ServerResponse, count: (sent: number) => void): Promise<void> {
  for (let sent = 0; sent < lines && !response.destroyed; sent++) {
    count(sent);
    const isTaken = response.write(contentLine(`${sent} ${text}`));
    if (!isTaken) await drained(response);
  }
  response.end(doneLine);
}

test('a consumer that does not pull makes Ollama wait, and then gets everything in order', async () => {
  let sent = 0;
  await using server = await scriptedOllama(({ response }) =>
    flood(response, (at) => {
      sent = at;
    }),
  );
  await using ollama = createOllama({ url: server.url });
  const reply = await ollama.chat(hello);
  let before = -1;
  while (sent !== before) {
    before = sent;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(sent).toBeLessThan(lines / 2);

  let next = 0;
  for await (const batch of reply.batches) {
    for (const { message, done } of batch) {
      if (!done) expect(message?.content?.startsWith(`${next++} `)).toBe(true);
    }
  }
  expect(next).toBe(lines);
  await reply.closed;
  expect(ollama.openSockets()).toBe(0);
});

test('leaving while Ollama waits ends the call', async () => {
  await using server = await scriptedOllama(({ response }) => flood(response, () => {}));
  await using ollama = createOllama({ url: server.url });
  const reply = await ollama.chat(hello);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await reply.batches.return?.();
  await reply.closed;
  expect(await server.seen[0]?.ended).toEqual({ whole: false });
  expect(ollama.openSockets()).toBe(0);
});
