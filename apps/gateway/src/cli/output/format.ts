const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const grouped = new Intl.NumberFormat('en-US');

/** `12,345`. */
export function count(value: number): string {
  return grouped.format(value);
}

/** `4 slots`, `1 slot`. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** Decimal units, as `ollama list` has them: `4.7 GB`. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = value;
  let unit = 0;
  while (size >= 999.95 && unit < units.length - 1) {
    size /= 1_000;
    unit++;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

/** `850ms`, `1.2s`, `45s`, `2m 5s`, `3h 20m`, `89d`. */
export function duration(ms: number): string {
  if (ms < second) return `${Math.round(ms)}ms`;
  if (ms < 9_950) return `${(ms / second).toFixed(1)}s`;
  if (ms < minute - 500) return `${Math.round(ms / second)}s`;
  if (ms < hour - 500) return pair(ms, [minute, 'm'], [second, 's']);
  if (ms < 2 * day) return pair(ms, [hour, 'h'], [minute, 'm']);
  return `${Math.round(ms / day)}d`;
}

type Unit = readonly [ms: number, letter: string];

function pair(ms: number, [large, largeLetter]: Unit, [small, smallLetter]: Unit): string {
  const rounded = Math.round(ms / small) * small;
  const rest = Math.round((rounded % large) / small);
  return `${Math.floor(rounded / large)}${largeLetter}${rest === 0 ? '' : ` ${rest}${smallLetter}`}`;
}

/** `3m ago`, `in 89d`, `now`. */
export function relativeTime(iso: string, now: number = Date.now()): string {
  const away = new Date(iso).getTime() - now;
  const distance = Math.abs(away);
  if (distance < second) return 'now';
  const [coarse = ''] = duration(distance).replace(/\.\d/, '').split(' ');
  return away > 0 ? `in ${coarse}` : `${coarse} ago`;
}

/** An absent time or number. */
export const none = '-';

export function relativeOr(iso: string | null, otherwise: string = none): string {
  return iso === null ? otherwise : relativeTime(iso);
}

export function countOr(value: number | null, otherwise: string = none): string {
  return value === null ? otherwise : count(value);
}

export function durationOr(ms: number | null): string {
  return ms === null ? none : duration(ms);
}
