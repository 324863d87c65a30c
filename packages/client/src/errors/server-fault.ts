import type { RefusalFigures } from '@hearth/wire';
import type { Fault } from './fault.ts';
import { isRecord, numberOf, stringOf } from './records.ts';

const figureNames = ['limit', 'in_use', 'queued', 'position', 'estimated_wait_ms'] as const;

function figuresOf(body: Readonly<Record<string, unknown>>): RefusalFigures {
  const known = figureNames.map((name) => [name, numberOf(body[name])] as const);
  return Object.fromEntries(known.filter(([, value]) => value !== undefined));
}

/** OpenAI's error body with Hearth's figures. undefined when the value isn't one. */
export function bodyFault(body: unknown): Fault | undefined {
  if (!isRecord(body)) return undefined;
  const code = stringOf(body['code']);
  const detail = stringOf(body['message']);
  if (code === undefined || detail === undefined) return undefined;
  return { code, detail, param: stringOf(body['param']), figures: figuresOf(body) };
}

/** The `data` that the gateway's error formatter puts on every tRPC error. undefined when the value isn't that. */
export function serverFault(data: unknown): Fault | undefined {
  if (!isRecord(data)) return undefined;
  const fault = bodyFault(data['error']);
  if (fault === undefined) return undefined;
  return {
    ...fault,
    status: numberOf(data['httpStatus']),
    requestId: stringOf(data['requestId']),
    retryable: data['canRetry'] === true,
    retryAfterMs: numberOf(data['retryAfterMs']),
  };
}
