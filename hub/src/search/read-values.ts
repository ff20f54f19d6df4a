import { DAY_US } from '../store/micros.ts';
import { QueryFault } from './query-fault.ts';

/** A time that a query names, from its first to before its last microsecond: a date is the whole day (UTC). */
export interface TimeValue {
  readonly fromUs: number;
  readonly toUs: number;
}

const unitsUs: Readonly<Record<string, number>> = {
  us: 1,
  ms: 1000,
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
  d: 86_400_000_000,
  w: 604_800_000_000,
};
/** What PostgreSQL and ISO 8601 with four digits of a year both have, with room for what is added. */
const FIRST_US = Date.parse('1000-01-01T00:00:00Z') * 1000;
const LAST_US = Date.parse('9000-01-01T00:00:00Z') * 1000;
/** Beyond any duration, count or cost that the store can hold. */
const MAX_NUMBER = 1e15;

/** Microseconds of `5s`, `250ms`, `1h30m`; a number alone is seconds. Null where it is none. */
function durationUs(text: string): number | null {
  if (/^\d+(\.\d+)?$/.test(text)) return bounded(Number(text) * 1_000_000);
  if (!/^(\d+(\.\d+)?(us|ms|s|m|h|d|w))+$/.test(text)) return null;
  let sum = 0;
  for (const [, amount, , unit = ''] of text.matchAll(/(\d+(\.\d+)?)(us|ms|s|m|h|d|w)/g))
    sum += Number(amount) * (unitsUs[unit] ?? 0);
  return bounded(sum);
}

const bounded = (value: number) => (value <= MAX_NUMBER ? Math.round(value) : null);

/** Seconds of a duration. Throws QueryFault. */
export function readDuration(text: string, at: number): number {
  const us = durationUs(text);
  if (us !== null) return us / 1_000_000;
  throw notA('a duration such as 250ms, 5s or 1h30m', text, at);
}

/** A count, with k or M for thousands and millions, or a score. Throws QueryFault. */
export function readNumber(text: string, at: number): number {
  const [, amount, unit] = /^(-?\d+(?:\.\d+)?)([kM]?)$/.exec(text) ?? [];
  const number = Number(amount ?? Number.NaN) * (unit === 'k' ? 1000 : unit === 'M' ? 1_000_000 : 1);
  if (Math.abs(number) <= MAX_NUMBER) return number;
  throw notA('a number such as 0.5, 1000 or 10k', text, at);
}

/** US dollars. Throws QueryFault. */
export function readDollars(text: string, at: number): number {
  const amount = /^\$?(\d+(?:\.\d+)?)$/.exec(text)?.[1];
  if (amount !== undefined && Number(amount) <= 1e6) return Number(amount);
  throw notA('US dollars such as 0.10', text, at);
}

export function readBoolean(text: string, at: number): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw notA('true or false', text, at);
}

/** An instant, a date, or `now` less a duration. Throws QueryFault. */
export function readTime(text: string, at: number, nowUs: number): TimeValue {
  const [, ago] = /^now(?:-(.+))?$/.exec(text) ?? [];
  const agoUs = text === 'now' ? 0 : ago === undefined ? null : durationUs(ago);
  const fromUs = agoUs === null ? instantUs(text) : nowUs - agoUs;
  if (fromUs !== null && fromUs >= FIRST_US && fromUs <= LAST_US)
    return { fromUs, toUs: fromUs + (/^\d{4}-\d\d-\d\d$/.test(text) ? DAY_US : 1) };
  throw notA('a time such as 2026-11-20, 2026-11-20T08:30:00Z or now-1h', text, at);
}

/** A time as above, or how long ago it is: `1h`. Throws QueryFault. */
export function readTimeOrAge(text: string, at: number, nowUs: number): TimeValue {
  const agoUs = /^\d{4}-/.test(text) ? null : durationUs(text);
  if (agoUs === null) return readTime(text, at, nowUs);
  const fromUs = nowUs - agoUs;
  if (fromUs < FIRST_US) throw notA('a stretch of less than a thousand years', text, at);
  return { fromUs, toUs: fromUs + 1 };
}

const INSTANT = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d)?(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d)?)?$/;

function instantUs(text: string): number | null {
  const [, date = '', minute = '00:00', second = ':00', fraction = '', zone = 'Z'] = INSTANT.exec(text) ?? [];
  const day = Date.parse(`${date}T00:00:00Z`);
  // Date takes the 31st of any month, and makes it the first of the next.
  if (Number.isNaN(day) || !new Date(day).toISOString().startsWith(date)) return null;
  const ms = Date.parse(`${date}T${minute}${second}${zone}`);
  return Number.isNaN(ms) ? null : ms * 1000 + Number(fraction.padEnd(6, '0'));
}

function notA(expected: string, text: string, at: number): QueryFault {
  return new QueryFault(`Expected ${expected}, got "${text.slice(0, 40)}".`, at);
}
