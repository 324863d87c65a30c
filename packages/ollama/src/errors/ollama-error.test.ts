import type { errorCodes } from '@hearth/wire';
import { describe, expect, test } from 'vitest';
import { bodyOf, recordings } from '../../test/recordings.ts';
import { mapOllamaError } from './ollama-error.ts';

/** What each recorded refusal of a real Ollama must become. */
const recorded: Record<string, [code: keyof typeof errorCodes, param: string | null]> = {
  'chat-bad-json': ['upstream_error', null],
  'chat-format-invalid': ['invalid_value', 'response_format'],
  'chat-image-bad-base64': ['invalid_value', 'messages'],
  'chat-keep-alive-bad': ['upstream_error', null],
  'chat-logprobs-out-of-range': ['invalid_value', 'top_logprobs'],
  'chat-model-empty': ['missing_required_parameter', 'model'],
  'chat-model-missing': ['model_not_found', 'model'],
  'chat-model-name-bad': ['model_not_found', 'model'],
  'chat-no-body': ['upstream_error', null],
  'chat-on-embedding-model': ['unsupported_model', 'model'],
  'chat-option-wrong-type': ['invalid_value', null],
  'chat-overflow-no-truncate': ['context_length_exceeded', null],
  'chat-overflow-no-truncate-stream': ['context_length_exceeded', null],
  'chat-schema-broken': ['invalid_value', 'response_format'],
  'chat-think-invalid': ['invalid_value', 'reasoning_effort'],
  'chat-think-level-unsupported': ['unsupported_parameter', 'reasoning_effort'],
  'chat-think-unsupported': ['unsupported_parameter', 'reasoning_effort'],
  'chat-tools-unsupported': ['unsupported_parameter', 'tools'],
  'chat-wrong-type': ['upstream_error', null],
  'embed-model-missing': ['model_not_found', 'model'],
  'embed-token-lists': ['invalid_value', 'input'],
  'embed-tokens': ['invalid_value', 'input'],
  'embed-too-long-among': ['context_length_exceeded', null],
  'embed-too-long-no-truncate': ['context_length_exceeded', null],
  'foreign-host': ['upstream_error', null],
  'foreign-origin': ['upstream_error', null],
  'generate-missing': ['model_not_found', 'model'],
  'generate-suffix-unsupported': ['unsupported_parameter', 'suffix'],
  'method-not-allowed': ['upstream_error', null],
  'not-found': ['upstream_error', null],
  'show-missing': ['model_not_found', 'model'],
};

const refusals = recordings().filter(({ response }) => response.status >= 400);

describe('recorded refusals', () => {
  test('each one has its place in the table', () => {
    expect(refusals.map(({ case: name }) => name).sort()).toEqual(Object.keys(recorded).sort());
  });

  test.each(refusals.map((found) => [found.case, found] as const))('%s', (name, found) => {
    const error = mapOllamaError(found.response.status, bodyOf(found));
    expect([error.code, error.param]).toEqual(recorded[name]);
    expect(error.message.trim()).not.toBe('');
  });
});

const worded: [status: number, text: string, code: keyof typeof errorCodes, param?: string][] = [
  [503, 'server busy, please try again.  maximum pending requests exceeded', 'overloaded'],
  [499, 'request canceled', 'request_cancelled'],
  [500, 'llama-server process has terminated: signal: killed', 'model_load_failed'],
  [500, 'llama runner process has terminated: exit status 2', 'model_load_failed'],
  [500, 'timed out waiting for llama-server to start', 'model_load_failed'],
  [500, 'model requires more system memory (9.1 GiB) than is available', 'model_load_failed'],
  [
    500,
    'model runner has unexpectedly stopped, this may be due to resource limitations',
    'upstream_error',
  ],
  [200, 'an error was encountered while running the model: EOF', 'upstream_error'],
  [
    400,
    'the prompt is longer than the context length currently available',
    'context_length_exceeded',
  ],
  [
    400,
    'request (5000 tokens) exceeds the available context size (4096 tokens)',
    'context_length_exceeded',
  ],
  [400, 'embedding contains NaN or Inf values', 'upstream_error'],
  [400, 'do embedding request: Post "http://127.0.0.1:1/embedding": EOF', 'upstream_error'],
  [400, "model '' not found", 'missing_required_parameter', 'model'],
  [400, '"m" does not support generate', 'unsupported_model', 'model'],
  [400, 'something new', 'invalid_value'],
  [500, 'something new', 'upstream_error'],
  [418, '', 'upstream_error'],
];

test.each(worded)('status %i, "%s" becomes %s', (status, text, ...expected) => {
  const error = mapOllamaError(status, JSON.stringify({ error: text }));
  expect([error.code, error.param]).toEqual([expected[0], expected[1] ?? null]);
});

test('an overflow says "maximum context length", by which LangChain knows it', () => {
  const text = '{"error":"the input length exceeds the context length"}';
  expect(mapOllamaError(400, text).message).toContain('maximum context length');
});

test('an HTML page of a proxy is not shown to the caller', () => {
  const error = mapOllamaError(500, '<html><body>secret</body></html>');
  expect(error.code).toBe('upstream_error');
  expect(error.message).not.toContain('secret');
});

test('the words of Ollama are cut when they go on and on', () => {
  const error = mapOllamaError(500, JSON.stringify({ error: 'x'.repeat(100_000) }));
  expect(error.message.length).toBeLessThan(1_000);
});
