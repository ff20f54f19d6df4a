/**
 * More tokens than this are no count of one inference (the largest contexts hold some millions): a unit mistaken,
 * or garbage that would drown a day's sum.
 */
const MAX_TOKENS = 1_000_000_000;

/** A count of tokens: a number or its text, rounded to a whole; null for what is negative, huge or no number. */
export function countOf(value: unknown): number | null {
  const number = numberOf(value);
  if (number === null || number < 0 || number > MAX_TOKENS) return null;
  // `+ 0` makes a plain zero of the -0 that rounding can give.
  return Math.round(number) + 0;
}

/** An amount of money: a number or its text; null for what is negative or no number. */
export function amountOf(value: unknown): number | null {
  const number = numberOf(value);
  return number === null || number < 0 ? null : number + 0;
}

/** A time as ISO 8601 has it, in microseconds since 1970. */
export function timeUsOf(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? null : ms * 1000;
}

function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || !/^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(value)) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}
