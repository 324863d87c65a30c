import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { isHearthError } from '@hearth/wire';
import { describe, expect, test } from 'vitest';
import { bodyOf, recordings } from '../../test/recordings.ts';
import {
  contentLine,
  doneLine,
  line,
  replay,
  type ScriptedOllama,
  scriptedOllama,
} from '../../test/scripted-ollama.ts';
import { mapOllamaError } from '../errors/ollama-error.ts';
import { createOllama, type OllamaClientOptions } from './create-ollama.ts';
import type { OllamaChatLine } from './lines.ts';
import type { Ollama } from './ollama.ts';

const hello = { model: 'm', messages: [{ role: 'user', content: 'hi' }] } as const;

interface Outcome {
  /** Whether the call got as far as a reply. */
  readonly replied: boolean;
  readonly texts: string[];
  readonly code: string;
}

function codeOf(error: unknown): string {
  return isHearthError(error) ? error.code : String(error);
}

function textsOf(batch: OllamaChatLine[]): string[] {
  return batch.map(({ message }) => message?.content ?? '');
}

/** Runs a call to its bitter end, and sees to it that nothing stays open. */
async function outcomeOf(ollama: Ollama): Promise<Outcome> {
  const texts: string[] = [];
  let replied = false;
  try {
    const reply = await ollama.chat(hello);
    replied = true;
    try {
      for await (const batch of reply.batches) texts.push(...textsOf(batch));
    } finally {
      await reply.closed;
    }
    return { replied, texts, code: 'none' };
  } catch (error) {
    return { replied, texts, code: codeOf(error) };
  } finally {
    expect(ollama.openSockets()).toBe(0);
  }
}

async function against(
  server: ScriptedOllama,
  options: Omit<OllamaClientOptions, 'url'> = {},
): Promise<Outcome> {
  await using ollama = createOllama({ url: server.url, ...options });
  return await outcomeOf(ollama);
}

describe('before the answer', () => {
  const refusals = recordings().filter(({ response }) => response.status >= 400);

  test.each(refusals.map((found) => [found.case, found] as const))('%s', async (_, found) => {
    await using server = await scriptedOllama(({ response }) => replay(found, response));
    const { replied, code } = await against(server);
    expect(replied).toBe(false);
    expect(code).toBe(mapOllamaError(found.response.status, bodyOf(found)).code);
  });

  test('nothing listens there', async () => {
    await using ollama = createOllama({ url: 'http://127.0.0.1:1' });
    expect(await outcomeOf(ollama)).toEqual({
      replied: false,
      texts: [],
      code: 'upstream_unavailable',
    });
  });

  test('the connection is reset', async () => {
    await using server = await scriptedOllama(({ response }) => {
      response.socket?.resetAndDestroy();
    });
    expect((await against(server)).code).toBe('upstream_unavailable');
  });

  test('an HTML page with status 500', async () => {
    await using server = await scriptedOllama(({ response }) => {
      response.writeHead(500, { 'content-type': 'text/html' });
      response.end('<html>oops</html>');
    });
    expect((await against(server)).code).toBe('upstream_error');
  });

  test('an HTML page with status 200', async () => {
    await using server = await scriptedOllama(({ response }) => {
      response.end('<html>\nlog in\n</html>\n');
    });
    expect(await against(server)).toMatchObject({ replied: false, code: 'upstream_error' });
  });

  test('silence is a timeout', async () => {
    await using server = await scriptedOllama(() => {});
    expect(await against(server, { headersTimeoutMs: 300 })).toMatchObject({
      replied: false,
      code: 'upstream_timeout',
    });
  });

  test('an error as the very first line is not an answer', async () => {
    await using server = await scriptedOllama(({ response }) => {
      response.end(line({ error: 'the input length exceeds the context length' }));
    });
    expect(await against(server)).toMatchObject({
      replied: false,
      code: 'context_length_exceeded',
    });
  });

  test('a stream without a line at all is incomplete', async () => {
    await using server = await scriptedOllama(({ response }) => {
      response.end();
    });
    expect(await against(server)).toMatchObject({ replied: false, code: 'upstream_incomplete' });
  });

  test('an overflow names the field and the length', async () => {
    await using server = await scriptedOllama(({ response }) => {
      response.writeHead(400);
      response.end('{"error":"the input length exceeds the context length"}');
    });
    await using ollama = createOllama({ url: server.url });
    const calls = [
      ollama.chat({ ...hello, options: { num_ctx: 8192 } }),
      ollama.embed({ model: 'm', input: 'x' }),
    ];
    const errors = await Promise.allSettled(calls);
    expect(errors).toMatchObject([
      { reason: { param: 'messages', message: expect.stringContaining('8192 tokens') } },
      { reason: { param: 'input', message: expect.stringContaining('maximum context length') } },
    ]);
  });
});

describe('in the middle of the answer', () => {
  test('an error line comes after what was said before it', async () => {
    await using server = await scriptedOllama(({ response }) => {
      response.end(
        contentLine('a') + contentLine('b') + line({ error: 'an error was encountered' }),
      );
    });
    expect(await against(server)).toEqual({
      replied: true,
      texts: ['a', 'b'],
      code: 'upstream_error',
    });
  });

  test('a stream that just ends (token-repeat abort) is incomplete', async () => {
    await using server = await scriptedOllama(({ response }) => {
      response.end(contentLine('a'));
    });
    expect(await against(server)).toEqual({
      replied: true,
      texts: ['a'],
      code: 'upstream_incomplete',
    });
  });

  test('a stream cut in the middle of a line is incomplete', async () => {
    await using server = await scriptedOllama(({ response }) => {
      response.end(contentLine('a') + doneLine.slice(0, 20));
    });
    expect((await against(server)).code).toBe('upstream_incomplete');
  });

  test('a last line without its newline is taken', async () => {
    await using server = await scriptedOllama(({ response }) => {
      response.end(contentLine('a') + doneLine.trimEnd());
    });
    expect((await against(server)).code).toBe('none');
  });

  test('broken JSON', async () => {
    await using server = await scriptedOllama(({ response }) => {
      response.write(`${contentLine('a')}{"message":\n`);
    });
    expect(await against(server)).toEqual({ replied: true, texts: ['a'], code: 'upstream_error' });
  });

  test('a line that is something else', async () => {
    await using server = await scriptedOllama(({ response }) => {
      response.write(`${contentLine('a')}[1,2]\n`);
    });
    expect((await against(server)).code).toBe('upstream_error');
  });

  test('a line without an end', async () => {
    await using server = await scriptedOllama(async ({ response }) => {
      response.write(contentLine('a'));
      const piece = 'x'.repeat(1 << 20);
      for (let sent = 0; sent < 40 && !response.destroyed; sent++) {
        if (!response.write(piece)) await new Promise((resolve) => setTimeout(resolve, 2));
      }
    });
    expect((await against(server)).code).toBe('upstream_error');
  });

  test('a reset', async () => {
    await using server = await scriptedOllama(({ response }) => {
      response.write(contentLine('a'));
      setTimeout(() => response.socket?.resetAndDestroy(), 30);
    });
    expect(await against(server)).toEqual({
      replied: true,
      texts: ['a'],
      code: 'upstream_incomplete',
    });
  });

  test('silence is a timeout', async () => {
    await using server = await scriptedOllama(({ response }) => {
      response.write(contentLine('a'));
    });
    expect((await against(server, { idleTimeoutMs: 300 })).code).toBe('upstream_timeout');
  });

  test('an answer that never ends after its last line does not keep the slot', async () => {
    await using server = await scriptedOllama(({ response }) => {
      response.write(contentLine('a') + doneLine);
    });
    expect((await against(server)).code).toBe('none');
  });
});

test('a server that speaks no HTTP', async () => {
  const server = createServer((socket) => socket.end('hello\r\n\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await using ollama = createOllama({ url: `http://127.0.0.1:${port}` });
  expect((await outcomeOf(ollama)).code).toBe('upstream_unavailable');
  server.close();
});
