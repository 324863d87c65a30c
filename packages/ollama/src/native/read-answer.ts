import { HearthError } from '@hearth/wire';
import type { FailedCall } from '../errors/refusal-rules.ts';
import type { Exchange, ExchangeListener } from './exchange.ts';
import { createListener } from './listener.ts';
import { onAbort } from './on-abort.ts';

interface ReadAnswerOptions<Answer> {
  readonly start: (listener: ExchangeListener) => Exchange;
  /** Throws for a value that isn't the answer of this call. */
  readonly parse: (value: unknown) => Answer;
  readonly call?: FailedCall;
  readonly signal?: AbortSignal | undefined;
}

/** Room for 2048 vectors of 8192 numbers as Go writes them. */
const maxAnswerBytes = 256 * 1024 * 1024;

function parseBody<Answer>(pieces: Buffer[], parse: (value: unknown) => Answer): Answer {
  try {
    return parse(JSON.parse(Buffer.concat(pieces).toString('utf8')));
  } catch (cause) {
    throw new HearthError('upstream_error', 'Ollama sent something else than was asked for.', {
      cause,
    });
  }
}

/** An answer that comes as one JSON document. Settles only once Ollama's side has ended. */
export async function readAnswer<Answer>(options: ReadAnswerOptions<Answer>): Promise<Answer> {
  options.signal?.throwIfAborted();
  const whole = Promise.withResolvers<Buffer[]>();
  const pieces: Buffer[] = [];
  let bytes = 0;

  function giveUp(reason: unknown): void {
    whole.reject(reason);
    exchange.hangUp();
  }

  function push(piece: Buffer): void {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > maxAnswerBytes) {
      giveUp(new HearthError('upstream_error', 'Ollama sent more than can be taken.'));
    }
  }

  const exchange = options.start(
    createListener(
      { push, end: () => whole.resolve(pieces), fail: whole.reject },
      options.call ?? {},
    ),
  );
  exchange.closed.then(onAbort(options.signal, giveUp));
  const settled = await whole.promise.then(
    (body) => ({ body }),
    (error: unknown) => ({ error }),
  );
  await exchange.closed;
  if ('error' in settled) throw settled.error;
  return parseBody(settled.body, options.parse);
}
