import type { FieldName } from './search-fields.ts';

/** An end of an interval, in the unit that the store compares in. */
export interface Bound {
  readonly value: number;
  readonly inclusive: boolean;
}

export interface Interval {
  readonly lower: Bound | null;
  readonly upper: Bound | null;
}

/** A text to compare with: all of it, or a pattern of SQL's LIKE. */
export type TextPattern = { readonly equals: string } | { readonly like: string };

/**
 * What is asked of executions, every value checked and in the unit of the store: seconds, tokens, picodollars,
 * microseconds since the epoch. `key` is the name of the attribute or score.
 */
export type Condition =
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | { readonly kind: 'text'; readonly field: FieldName; readonly key: string; readonly pattern: TextPattern }
  | { readonly kind: 'within'; readonly field: FieldName; readonly key: string; readonly interval: Interval }
  /** Hex digits that the id begins with. */
  | { readonly kind: 'id'; readonly prefix: string }
  | { readonly kind: 'root'; readonly is: boolean }
  /** Text that any of the searched columns holds, heeding no case, as a pattern of ILIKE. */
  | { readonly kind: 'anywhere'; readonly like: string; readonly idPrefix: string | null };

export const isText = (field: FieldName, value: string): Condition => ({
  kind: 'text',
  field,
  key: '',
  pattern: { equals: value },
});

/** Text that any of the searched columns holds. */
export function holdsText(text: string): Condition {
  return { kind: 'anywhere', like: `%${escapeLike(text)}%`, idPrefix: idPrefixOf(text) };
}

/** What may be the beginning of an id; four digits at least, so that a word is not taken for one. */
export function idPrefixOf(text: string): string | null {
  return /^[0-9a-f]{4,48}$/i.test(text) ? text.toLowerCase() : null;
}

export const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&');

/** Starts in a stretch; either end may be open. */
export function startedWithin(sinceUs: number | undefined, untilUs: number | undefined): Condition[] {
  if (sinceUs === undefined && untilUs === undefined) return [];
  const lower = sinceUs === undefined ? null : { value: sinceUs, inclusive: true };
  const upper = untilUs === undefined ? null : { value: untilUs, inclusive: false };
  return [{ kind: 'within', field: 'started', key: '', interval: { lower, upper } }];
}

/** The earliest start that the conditions, all of which must hold, leave; undefined where they leave any. */
export function earliestStart(conditions: readonly Condition[]): number | undefined {
  const starts = conditions.flatMap((condition): number[] => {
    if (condition.kind === 'within' && condition.field === 'started' && condition.interval.lower)
      return [condition.interval.lower.value];
    if (condition.kind !== 'all') return [];
    const inner = earliestStart(condition.parts);
    return inner === undefined ? [] : [inner];
  });
  return starts.length === 0 ? undefined : Math.max(...starts);
}
