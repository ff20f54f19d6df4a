import { createHash } from 'node:crypto';
import { HubError } from '../errors.ts';
import type { SearchPlace } from '../search/search-executions.ts';

/** Where a list of a search goes on, and the time that its first page took for now. */
export interface SearchCursor {
  readonly nowUs: number;
  readonly place: SearchPlace;
}

const FORM = /^([0-9a-f]{16}) (\d{1,16}) (-?\d{1,25}(?:\.\d{1,20})?|) (-?\d{1,16}) ([0-9a-f]{48})$/;

/** A place in a list as an opaque text, which goes on with the same question alone. */
export function sealSearch(question: string, { nowUs, place }: SearchCursor): string {
  const text = `${markOf(question)} ${nowUs} ${place.figure} ${place.startedUs} ${place.id}`;
  return Buffer.from(text).toString('base64url');
}

/** Throws OBS_BAD_REQUEST where the text is no cursor, or one of another question. */
export function openSearch(question: string, cursor: string): SearchCursor {
  const [, mark, now, figure = '', started, id = ''] =
    FORM.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const [nowUs, startedUs] = [Number(now), Number(started)];
  if (mark === undefined || !isMicros(nowUs) || !isMicros(startedUs))
    throw bad(`Expected the next_cursor of the page before, got "${cursor.slice(0, 40)}".`);
  if (mark !== markOf(question))
    throw bad('Expected the next_cursor of the same question, got one of other filters or of another order.');
  return { nowUs, place: { figure, startedUs, id } };
}

const markOf = (question: string) => createHash('sha256').update(question).digest('hex').slice(0, 16);

/** Within what both Date and PostgreSQL hold: a cursor may be made up. */
const isMicros = (us: number) => Math.abs(us) < 60e15;

function bad(message: string): HubError {
  return new HubError('OBS_BAD_REQUEST', `${message} Ask for the first page again.`, {
    where: 'query.cursor',
  });
}
