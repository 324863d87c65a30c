import type { ServerResponse } from 'node:http';
import { HearthError } from '@hearth/wire';

/** One for all: an abort without a reason makes a DOMException, which costs as much as a small call. */
const callerGone = new HearthError('request_cancelled', 'The caller went away.');

/** Fires when an answer is over, whole or not: nobody can read a stream after that. */
export function answerOver(response: ServerResponse): AbortSignal {
  const over = new AbortController();
  response.once('close', () => over.abort(callerGone));
  return over.signal;
}
