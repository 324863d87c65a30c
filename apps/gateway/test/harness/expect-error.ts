import type { ErrorCode } from '@hearth/wire';
import { expect } from 'vitest';
import type { Answer } from './send.ts';

export interface ExpectedError {
  readonly status: number;
  readonly code: ErrorCode;
  /** Left out: any. */
  readonly param?: string | null;
}

interface OpenAiError {
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
  readonly code: ErrorCode | null;
}

/** Stack frames, folders of the machine, keys, connection strings. */
const secrets = /\n\s+at |node_modules|file:\/\/|\.ts:\d|hk_[\w-]{43}_|postgres(ql)?:\/\//;

export function expectNoSecrets(text: string): void {
  expect(text).not.toMatch(secrets);
}

function expectBody(error: OpenAiError, { code, param }: ExpectedError): void {
  expect(error).toMatchObject({ message: expect.stringMatching(/\S/), type: expect.any(String) });
  expect(error).toHaveProperty('param');
  expect(error.code).toBe(code);
  if (param !== undefined) expect(error.param).toBe(param);
}

function expectHead(answer: Answer, status: number): void {
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  expect(answer.headers.get('x-request-id')).toMatch(/^[\w-]{1,64}$/);
  expectNoSecrets(answer.text);
}

/** OpenAI's error body: all four keys (OpenAI specification, schema `Error`). */
export function expectOpenAiError(answer: Answer, expected: ExpectedError): void {
  expectHead(answer, expected.status);
  expectBody(answer.json<{ error: OpenAiError }>().error, expected);
}

interface TrpcErrorBody {
  readonly error: {
    readonly json: {
      readonly message: string;
      readonly data: { readonly httpStatus: number; readonly error: OpenAiError };
    };
  };
}

/** A single call of tRPC: the true status, the request id, and OpenAI's error beside tRPC's own shape. */
export function expectTrpcError(answer: Answer, expected: ExpectedError): void {
  expectHead(answer, expected.status);
  const { data, message } = answer.json<TrpcErrorBody>().error.json;
  expect(data).toMatchObject({
    httpStatus: expected.status,
    requestId: answer.headers.get('x-request-id'),
    canRetry: expect.any(Boolean),
  });
  expect(message).toBe(data.error.message);
  expectBody(data.error, expected);
}
