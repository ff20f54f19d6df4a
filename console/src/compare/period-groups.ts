import type { Groups } from './compare-questions.ts';

/** Which stretch another one is compared with: the one that ends where it begins, or the same a day or a week earlier. */
export const bases = ['before', 'day', 'week'] as const;
export type Base = (typeof bases)[number];

interface Bounds {
  readonly fromMs: number;
  readonly toMs: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * Two stretches of time as two groups of the same runs: b is the given one, a the earlier one. Bounds are whole
 * minutes, so that the answer is the same for as long.
 */
export function periodGroups(
  query: string,
  bounds: Bounds,
  base: Base,
): { readonly a: Bounds; readonly b: Bounds; readonly groups: Groups } {
  const minute = (ms: number) => Math.floor(ms / MINUTE_MS) * MINUTE_MS;
  const b = { fromMs: minute(bounds.fromMs), toMs: minute(bounds.toMs) };
  const length = b.toMs - b.fromMs;
  const back = base === 'before' ? length : base === 'day' ? DAY_MS : 7 * DAY_MS;
  const a = { fromMs: b.fromMs - back, toMs: b.toMs - back };
  const of = ({ fromMs, toMs }: Bounds) =>
    [query.trim() === '' ? '' : `(${query.trim()}) `, `since:${iso(fromMs)} until:${iso(toMs)}`].join('');
  return { a, b, groups: { a: of(a), b: of(b), from: iso(a.fromMs), to: iso(b.toMs) } };
}

const iso = (ms: number) => new Date(ms).toISOString();
