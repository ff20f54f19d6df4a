import { instantOf } from '../api/query-values.ts';
import { HubError } from '../errors.ts';
import { HOUR_US } from '../store/micros.ts';

/** The time that an export is of; null on a side without a bound. */
export interface ExportWindow {
  readonly sinceUs: number | null;
  readonly untilUs: number | null;
}

interface WindowQuery {
  readonly start_time?: string;
  readonly end_time?: string;
}

/**
 * The time that a query gives; the last hour where it gives none, and all that is kept where it names one trace. Throws
 * OBS_BAD_REQUEST where it is upside down or begins in the future.
 */
export function exportWindow(
  { start_time, end_time }: WindowQuery,
  ofOneTrace: boolean,
  nowUs: number,
): ExportWindow {
  const given = end_time === undefined ? null : safe(instantOf(end_time, 'end_time'));
  const untilUs = given ?? (ofOneTrace ? null : nowUs);
  const sinceUs =
    start_time === undefined
      ? untilUs === null || ofOneTrace
        ? null
        : untilUs - HOUR_US
      : safe(instantOf(start_time, 'start_time'));
  if (sinceUs === null) return { sinceUs, untilUs };
  const bad = (message: string) => new HubError('OBS_BAD_REQUEST', message, { where: 'query.start_time' });
  if (sinceUs > nowUs)
    throw bad(`Expected a time that has begun, got ${start_time ?? end_time}, which lies ahead.`);
  if (untilUs !== null && sinceUs >= untilUs)
    throw bad(`Expected \`start_time\` before \`end_time\`, got ${start_time} and ${end_time ?? 'now'}.`);
  return { sinceUs, untilUs };
}

/** Years 1684 to 2255: all that is stored, and all that counts exactly in microseconds. */
const safe = (us: number) => Math.min(Math.max(us, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
