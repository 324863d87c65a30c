import { errorAnswer } from '@hearth/openai-rest';
import { HearthError } from '@hearth/wire';
import type { FastifyReply } from 'fastify';
import { toShellError } from './shell-error.ts';

/** Any error of the shell, in OpenAI's shape. */
export function sendError(reply: FastifyReply, error: unknown): FastifyReply {
  const { status, headers, body } = errorAnswer(toShellError(error));
  return reply.code(status).headers(headers).send(body);
}

/** A request that isn't HTTP gets an answer that a client can read, and its connection is closed. */
export function refuseMalformed(
  error: Error & { code?: string },
  socket: NodeJS.WritableStream & { writable: boolean },
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const { body } = errorAnswer(
    new HearthError('invalid_value', 'This is not a valid HTTP request.'),
  );
  const head = [
    'HTTP/1.1 400 Bad Request',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
