import { createServer, type Socket } from 'node:net';
import { createSimulator } from '@hearth/simulator';
import { models, pacedLines } from '../load/models.ts';
import {
  countLines,
  framed,
  lastLine,
  lineOf,
  prebuilt,
  streamHead,
} from '../load/ollama-bytes.ts';
import { createRequestReader } from '../load/request-reader.ts';
import { listenOnLoopback, ownSettings, serve } from '../processes/serve.ts';

/**
 * An Ollama of prebuilt bytes, on a bare socket: it must cost so little that what is measured is the gateway in front of it.
 * Every line is an HTTP chunk of its own, as Go's server writes what Ollama flushes.
 */
const paced = pacedLines(ownSettings());
const everyMs = 20;

/** Monotonic time in microseconds: the same clock in every process of this machine. */
const nowMicros = () => Number(process.hrtime.bigint() / 1_000n);

const show = await describeModels();
const chats = new Map([
  [models.short, prebuilt(models.short, countLines.short)],
  [models.long, prebuilt(models.long, countLines.long)],
]);

async function describeModels(): Promise<Buffer> {
  const simulator = createSimulator({ models: [models.short] });
  const answer = await simulator.fetch('http://simulator/api/show', {
    method: 'POST',
    body: JSON.stringify({ model: models.short }),
  });
  return wholeAnswer(await answer.text());
}

function wholeAnswer(body: string): Buffer {
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
  return Buffer.from(`${head}${body}`);
}

/** Lines that carry the time they left, one every 20 ms. */
function speakPaced(socket: Socket): void {
  socket.write(streamHead);
  let said = 0;
  const timer = setInterval(() => {
    said += 1;
    if (said <= paced) socket.write(framed(lineOf(models.paced, `@${nowMicros()}@`)));
    else {
      clearInterval(timer);
      socket.write(`${framed(lastLine(models.paced, paced))}0\r\n\r\n`);
    }
  }, everyMs);
  socket.once('close', () => clearInterval(timer));
}

function answerChat(socket: Socket, body: string): void {
  for (const [model, bytes] of chats) {
    if (!body.includes(model)) continue;
    socket.write(bytes);
    return;
  }
  speakPaced(socket);
}

function answer(socket: Socket, path: string, body: string): void {
  if (path === '/api/chat') answerChat(socket, body);
  else if (path === '/api/show') socket.write(show);
  else if (path === '/api/version') socket.write(wholeAnswer('{"version":"0.24.0"}'));
  else socket.write(wholeAnswer('{"models":[]}'));
}

const server = createServer({ noDelay: true }, (socket) => {
  const read = createRequestReader((path, body) => answer(socket, path, body));
  socket.on('data', read);
  socket.on('error', () => socket.destroy());
});

serve({
  url: await listenOnLoopback(server),
  async stop() {
    server.close();
  },
});
