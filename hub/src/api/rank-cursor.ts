import { HubError } from '../errors.ts';
import { DAY_US } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';

/** A place in a list that is ordered by a figure, and the stretch of time that the list is of. */
export interface RankPlace extends Stretch {
  readonly sort: string;
  readonly value: number;
  readonly id: string;
}

/** A place as an opaque text. */
export function sealRank({ sort, value, id, sinceUs, untilUs }: RankPlace): string {
  return Buffer.from(JSON.stringify([sort, value, id, sinceUs, untilUs])).toString('base64url');
}

/** The place that a cursor gives. Throws OBS_BAD_REQUEST where it is none, or of a list in another order. */
export function openRank(cursor: string, sort: string): RankPlace {
  const place = read(cursor);
  if (place === null)
    throw new HubError(
      'OBS_BAD_REQUEST',
      `Expected the next_cursor of the page before, got "${cursor.slice(0, 40)}". Ask for the first page again.`,
      { where: 'query.cursor' },
    );
  if (place.sort !== sort)
    throw new HubError(
      'OBS_BAD_REQUEST',
      `Expected sort=${place.sort}, as the page before had it, got ${sort}. Ask for the first page again.`,
      { where: 'query.sort' },
    );
  return place;
}

function read(cursor: string): RankPlace | null {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
  if (!Array.isArray(parts) || parts.length !== 5) return null;
  const [sort, value, id, sinceUs, untilUs] = parts as unknown[];
  const isWhole = Number.isSafeInteger(sinceUs) && Number.isSafeInteger(untilUs);
  if (typeof sort !== 'string' || typeof value !== 'number' || typeof id !== 'string' || !isWhole)
    return null;
  const stretch = { sinceUs: Number(sinceUs), untilUs: Number(untilUs) };
  const isWithin = stretch.sinceUs < stretch.untilUs && stretch.untilUs - stretch.sinceUs <= MAX_STRETCH_US;
  const isTime = stretch.untilUs > 0 && stretch.untilUs < MAX_US;
  return isWithin && isTime && !id.includes('\0') ? { sort, value, id, ...stretch } : null;
}

/** What a stretch may be, and what rounding adds. */
const MAX_STRETCH_US = 401 * DAY_US;
/** The last time of JavaScript's. */
const MAX_US = 8.64e15;
