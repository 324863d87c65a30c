import { type ErrorCode, HearthError } from '@hearth/wire';
import { type FailedCall, refusalRules } from './refusal-rules.ts';

const byStatus: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  400: ['invalid_value', 'Ollama refused the call.'],
  401: ['upstream_error', 'Ollama is not signed in for this model.'],
  403: [
    'upstream_error',
    'Ollama refused Hearth (403): it takes calls only under a local host name.',
  ],
  404: ['upstream_error', 'What answers at this address is not Ollama.'],
  413: ['request_too_large', 'The call is larger than Ollama takes.'],
  499: ['request_cancelled', 'The call was cancelled.'],
  503: ['overloaded', 'Ollama refuses calls for now.'],
  504: ['upstream_timeout', 'Something in front of Ollama waited too long for it.'],
};

const longestSaid = 400;

/** The words of `{"error": "…"}`; a text that isn't JSON is kept when it is plain, and an HTML page says nothing. */
function wordsOf(text: string): string {
  const trimmed = text.trim();
  try {
    const parsed: unknown = JSON.parse(trimmed);
    if (typeof parsed === 'object' && parsed !== null && 'error' in parsed) {
      const { error } = parsed;
      if (typeof error === 'string') return error;
      if (typeof error === 'object' && error !== null && 'message' in error)
        return String(error.message);
    }
    return '';
  } catch {
    return trimmed.startsWith('<') ? '' : trimmed;
  }
}

function clip(said: string): string {
  return said.length > longestSaid ? `${said.slice(0, longestSaid)}…` : said;
}

/**
 * What Ollama answered instead of an answer, or said in the middle of one (then `status` is 200), as an error of the closed
 * table.
 */
export function mapOllamaError(status: number, text: string, call: FailedCall = {}): HearthError {
  const said = clip(wordsOf(text));
  const rule = refusalRules.find(({ pattern }) => pattern.test(said));
  if (rule !== undefined) {
    const param = rule.code === 'context_length_exceeded' ? call.input : rule.param;
    return new HearthError(rule.code, rule.message?.(said, call) ?? said, { param });
  }
  const [code, fallback] = byStatus[status] ?? ['upstream_error', `Ollama failed (${status}).`];
  return new HearthError(code, said === '' ? fallback : said);
}
