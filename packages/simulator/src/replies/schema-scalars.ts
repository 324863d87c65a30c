import type { Random } from '../random.ts';
import { type JsonRecord, numberOf } from '../values.ts';
import { inventWord } from './words.ts';

const samples: Readonly<Record<string, string>> = {
  date: '2026-11-24',
  time: '12:30:00Z',
  'date-time': '2026-11-24T12:30:00Z',
  email: 'someone@example.com',
  uri: 'https://example.com/',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  hostname: 'example.com',
};

/** A text within minLength and maxLength, or one of a known format. Patterns are not followed. */
export function inventString(schema: JsonRecord, random: Random): string {
  const sample = samples[String(schema['format'])];
  if (sample !== undefined) return sample;
  const least = numberOf(schema['minLength']) ?? 0;
  const most = numberOf(schema['maxLength']) ?? Number.POSITIVE_INFINITY;
  return inventWord(random).padEnd(least, ' and so on').slice(0, Math.max(most, 0));
}

/** A number within its bounds, and a multiple where one is asked for. */
export function inventNumber(schema: JsonRecord, random: Random, integer: boolean): number {
  const step = numberOf(schema['multipleOf']) ?? (integer ? 1 : 0);
  const { least, most } = boundsOf(schema, step > 0 ? step : 1e-6);
  const span = Math.min(most - least, 100);
  const value = least + random.next() * span;
  if (step <= 0) return Math.min(most, Math.max(least, Number(value.toFixed(3))));
  const below = Math.floor(value / step) * step;
  return below >= least ? tidy(below) : tidy(Math.ceil(least / step) * step);
}

function boundsOf(schema: JsonRecord, step: number): { least: number; most: number } {
  const above = numberOf(schema['exclusiveMinimum']);
  const below = numberOf(schema['exclusiveMaximum']);
  const most = Math.min(
    numberOf(schema['maximum']) ?? Number.POSITIVE_INFINITY,
    below === undefined ? Number.POSITIVE_INFINITY : below - step,
  );
  const least = Math.max(
    numberOf(schema['minimum']) ?? Number.NEGATIVE_INFINITY,
    above === undefined ? Number.NEGATIVE_INFINITY : above + step,
  );
  if (least !== Number.NEGATIVE_INFINITY) return { least, most };
  return { least: Math.min(0, most - 100), most };
}

/** Undoes the error of binary fractions, such as 0.30000000000000004. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
