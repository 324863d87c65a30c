import { Duration, KeyCreateRequest, Scope } from '@hearth/wire';
import { InvalidArgumentError } from 'commander';
import * as z from 'zod';

const most = 1_000_000_000;

function splitList(text: string): string[] {
  const items = text.split(',').map((item) => item.trim());
  return [...new Set(items.filter((item) => item !== ''))];
}

/** `a,b`. */
export function parseNames(text: string): string[] {
  const names = splitList(text);
  if (names.length > 0) return names;
  throw new InvalidArgumentError('Expected names with commas between them.');
}

/** A list in which only `choices` may stand. */
export function listOf<Choice extends string>(choices: readonly Choice[]) {
  const isChoice = (item: string): item is Choice => choices.some((choice) => choice === item);
  return (text: string): Choice[] => {
    const items = splitList(text);
    const chosen = items.filter(isChoice);
    if (chosen.length > 0 && chosen.length === items.length) return chosen;
    throw new InvalidArgumentError(`Expected some of ${choices.join(',')}.`);
  };
}

export const parseScopes = listOf(Scope.options);

export function parseLimit(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
  throw new InvalidArgumentError('Expected a whole number from 1 on.');
}

export function parseKeyName(text: string): string {
  const result = KeyCreateRequest.shape.name.safeParse(text);
  if (result.success) return result.data;
  throw new InvalidArgumentError('Expected a name of 1 to 100 characters.');
}

export function parseExpiry(text: string): string {
  if (KeyCreateRequest.shape.expires.safeParse(text).success) return text;
  throw new InvalidArgumentError('Expected a duration such as 90d or 12h, or never.');
}

/** A duration (`24h`, meaning so long ago), an ISO 8601 time, or a date, which begins at midnight UTC. */
export function parseMoment(text: string): string {
  if (Duration.safeParse(text).success) return text;
  if (z.iso.date().safeParse(text).success) return `${text}T00:00:00Z`;
  if (z.iso.datetime({ offset: true }).safeParse(text).success) return text;
  throw new InvalidArgumentError(
    'Expected a duration such as 24h, a date such as 2026-01-31, or an ISO 8601 time.',
  );
}
