/** The stretch of time that a page is about: the last minutes, or from one instant to another (ms since the epoch). */
export type TimeRange =
  | { readonly kind: 'last'; readonly minutes: number }
  | { readonly kind: 'between'; readonly fromMs: number; readonly toMs: number };

/** The query part by which the hub's analyses take it. */
export type RangeQuery = { minutes: number } | { from: string; to: string };

const MINUTES = { m: 1, h: 60, d: 24 * 60 } as const;
/** A year, as far as the hub's analyses go back. */
const MOST_MINUTES = 400 * MINUTES.d;

/** The relative ranges that are offered. */
export const presets = ['15m', '1h', '6h', '24h', '7d', '30d'] as const;

/** `15m`, `6h`, `7d` in minutes; null for anything else. */
export function readDuration(text: string): number | null {
  const [, amount, unit] = /^(\d{1,6})([mhd])$/.exec(text.trim()) ?? [];
  if (!amount || !unit) return null;
  const minutes = Number(amount) * MINUTES[unit as keyof typeof MINUTES];
  return minutes >= 1 && minutes <= MOST_MINUTES ? minutes : null;
}

/** Minutes in the largest unit that holds them whole: `90m`, `6h`, `7d`. */
export function writeDuration(minutes: number): string {
  if (minutes % MINUTES.d === 0 && minutes >= 2 * MINUTES.d) return `${minutes / MINUTES.d}d`;
  if (minutes % MINUTES.h === 0) return `${minutes / MINUTES.h}h`;
  return `${minutes}m`;
}

/** The range in an address (`range=6h`, or `from=…&to=…`); the default where it says none that can be read. */
export function readRange(search: URLSearchParams, defaultMinutes: number): TimeRange {
  const fromMs = Date.parse(search.get('from') ?? '');
  const toMs = Date.parse(search.get('to') ?? '');
  if (fromMs < toMs) return { kind: 'between', fromMs, toMs };
  return { kind: 'last', minutes: readDuration(search.get('range') ?? '') ?? defaultMinutes };
}

/** What of an address holds a range. */
export function writeRange(range: TimeRange): {
  range: string | null;
  from: string | null;
  to: string | null;
} {
  return range.kind === 'last'
    ? { range: writeDuration(range.minutes), from: null, to: null }
    : { range: null, from: new Date(range.fromMs).toISOString(), to: new Date(range.toMs).toISOString() };
}

/** The range as the hub's analyses take it. */
export function rangeQuery(range: TimeRange): RangeQuery {
  return range.kind === 'last'
    ? { minutes: range.minutes }
    : { from: new Date(range.fromMs).toISOString(), to: new Date(range.toMs).toISOString() };
}

/** What an address says of a range that is known as the hub takes it, for links. */
export function rangeSearch(query: RangeQuery): Readonly<Record<string, string>> {
  return 'minutes' in query ? { range: writeDuration(query.minutes) } : query;
}

/** How long a range is, in milliseconds. */
export function rangeLength(range: TimeRange): number {
  return range.kind === 'last' ? range.minutes * 60_000 : range.toMs - range.fromMs;
}

/** A range's beginning and end, in milliseconds since the epoch. */
export function rangeBounds(range: TimeRange, nowMs: number): { fromMs: number; toMs: number } {
  return range.kind === 'last'
    ? { fromMs: nowMs - rangeLength(range), toMs: nowMs }
    : { fromMs: range.fromMs, toMs: range.toMs };
}
