import Type from 'typebox';
import { HubError } from '../errors.ts';
import { DAY_US, MINUTE_US, nowMicros } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';
import { instantOf } from './query-values.ts';

/** A year and what a leap day and a look back may add. */
const MAX_DAYS = 400;

/** The time that an answer is about, as every analysis takes it: `from` and `to`, or the last `minutes`. */
export const timeRange = (defaultMinutes: number) => ({
  from: Type.Optional(
    Type.String({ maxLength: 40, description: `Begin, as 2026-01-02T03:04:05Z; ${MAX_DAYS} days at most.` }),
  ),
  to: Type.Optional(Type.String({ maxLength: 40, description: 'End; now, unless given.' })),
  minutes: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: MAX_DAYS * 24 * 60,
      description: `In place of \`from\`: minutes up to the end; ${defaultMinutes} unless either is given.`,
    }),
  ),
});

export interface TimeRangeQuery {
  readonly from?: string;
  readonly to?: string;
  readonly minutes?: number;
}

/** The stretch that a query gives. Throws OBS_BAD_REQUEST where it is upside down, begins in the future, or is too long. */
export function stretchOf(query: TimeRangeQuery, defaultMinutes: number, nowUs = nowMicros()): Stretch {
  const { from, to, minutes } = query;
  const bad = (where: string, message: string) =>
    new HubError('OBS_BAD_REQUEST', message, { where: `query.${where}` });
  if (from !== undefined && minutes !== undefined)
    throw bad('minutes', 'Expected either `from` or `minutes`, got both. Leave one out.');
  const untilUs = to === undefined ? nowUs : instantOf(to, 'to');
  const sinceUs =
    from === undefined ? untilUs - (minutes ?? defaultMinutes) * MINUTE_US : instantOf(from, 'from');
  if (sinceUs >= untilUs)
    throw bad('from', `Expected \`from\` before \`to\`, got ${from} and ${to ?? 'now'}.`);
  // OTLP knows no earlier times; some analyses look further back than asked, and PostgreSQL has no year 0.
  if (sinceUs < 0)
    throw bad(from === undefined ? 'to' : 'from', `Expected a time from 1970 on, got ${from ?? to}.`);
  if (sinceUs > nowUs)
    throw bad('from', `Expected a time that has begun, got ${from ?? to}, which lies ahead.`);
  if (untilUs - sinceUs > MAX_DAYS * DAY_US)
    throw bad('from', `Expected ${MAX_DAYS} days at most, got ${Math.round((untilUs - sinceUs) / DAY_US)}.`);
  return { sinceUs, untilUs };
}
