import { RequestError } from './request-error.ts';

const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** Milliseconds of a keep_alive: a number of seconds or a Go duration; anything negative means forever (Infinity). */
export function parseKeepAlive(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  const ms = typeof value === 'number' ? value * 1_000 : parseGoDuration(value);
  return ms < 0 ? Number.POSITIVE_INFINITY : ms;
}

function parseGoDuration(value: unknown): number {
  if (typeof value !== 'string') throw unsupported(value);
  const sign = value.startsWith('-') ? -1 : 1;
  const rest = value.replace(/^[+-]/, '');
  if (rest === '0') return 0;
  if (!/^[\d.]/.test(rest)) throw invalid(value);
  let total = 0;
  for (const [, amount = '', unit = ''] of rest.matchAll(/([\d.]*)([^\d.]*)/g)) {
    if (amount === '' && unit === '') continue;
    total += Number(amount) * unitMs(unit, value);
  }
  if (Number.isNaN(total)) throw invalid(value);
  return sign * total;
}

/** Texts of Go's time.ParseDuration. */
function unitMs(unit: string, whole: string): number {
  const quoted = JSON.stringify(whole);
  if (unit === '') throw new RequestError(400, `time: missing unit in duration ${quoted}`);
  const ms = units[unit];
  if (ms !== undefined) return ms;
  throw new RequestError(400, `time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`);
}

/** Names the type as Go's reflect does. */
function unsupported(value: unknown): RequestError {
  const structured = Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
  const type = typeof value === 'boolean' ? 'bool' : structured;
  return new RequestError(400, `Unsupported type: '${type}'`);
}

function invalid(whole: string): RequestError {
  return new RequestError(400, `time: invalid duration ${JSON.stringify(whole)}`);
}
