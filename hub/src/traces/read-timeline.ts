import type { Severity } from '@observatory/shim/conventions';
import { eventPlace, executionPlace } from '../sealing/row-places.ts';
import { openRow } from '../sealing/sealed-rows.ts';
import type { Sealing } from '../sealing/sealing.ts';
import type { Database } from '../store/database.ts';
import { isoOfMicros, microsOfTimestamp } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';
import { type Branch, branchesOf, MAX_ERROR, MAX_MESSAGE, type TimelineType } from './timeline-branches.ts';
import { findSources, Parameters, type Sources, type TimelineFilter } from './timeline-sources.ts';

/** The entry after which a page begins. */
export interface TimelinePlace {
  readonly timeUs: number;
  readonly key: string;
}

export interface TimelineQuestion extends Stretch, TimelineFilter {
  /** Only moments of these types; null: of all. */
  readonly types: readonly TimelineType[] | null;
  readonly isNewestFirst: boolean;
  readonly after: TimelinePlace | null;
  readonly limit: number;
}

export interface TimelineEntry {
  readonly place: TimelinePlace;
  readonly type: TimelineType;
  readonly title: string;
  readonly severity: Severity;
  readonly executionId: string | null;
  readonly traceId: string | null;
  readonly service: string | null;
  readonly durationMs: number | null;
}

export interface TimelineRead {
  readonly entries: TimelineEntry[];
  /** Whether more executions of a user or session were found than are looked at. */
  readonly isCut: boolean;
}

/** Of the first stretch that is looked at; each further one is eight times as long, so that few rows are read in vain. */
const FIRST_SLICE_US = 15 * 60_000_000;

/** What happened in a stretch, in order of time. */
export async function readTimeline(
  database: Pick<Database, 'pool' | 'sealing'>,
  project: string,
  question: TimelineQuestion,
): Promise<TimelineRead> {
  const { limit } = question;
  const parameters = new Parameters([project]);
  const { sources, isCut } = await findSources(database, project, parameters, question);
  const entries: TimelineEntry[] = [];
  for (const slice of slicesOf(question, sources.isNarrow)) {
    const place = entries.at(-1)?.place ?? question.after;
    const asked = { ...question, ...slice, place, limit: limit - entries.length };
    const sql = statement(parameters, sources, asked);
    if (sql === null) break;
    const result = await database.pool.query<Row>(...sql);
    entries.push(...result.rows.map((row) => entryOf(database.sealing, project, row)));
    if (entries.length >= limit) break;
  }
  return { entries, isCut };
}

/** The stretch, or ever longer slices of it in the order that is asked for. */
function* slicesOf(
  { sinceUs, untilUs, isNewestFirst, after }: TimelineQuestion,
  isNarrow: boolean,
): Generator<Stretch> {
  // Of microseconds: what happened at the very place is told apart by its key.
  const fromUs = after === null || isNewestFirst ? sinceUs : Math.max(sinceUs, after.timeUs - 1);
  const toUs = after === null || !isNewestFirst ? untilUs : Math.min(untilUs, after.timeUs);
  let width = isNarrow ? toUs - fromUs : FIRST_SLICE_US;
  let done = 0;
  while (done < toUs - fromUs) {
    const next = Math.min(toUs - fromUs, done + width);
    yield isNewestFirst
      ? { sinceUs: toUs - next, untilUs: toUs - done }
      : { sinceUs: fromUs + done, untilUs: fromUs + next };
    done = next;
    width *= 8;
  }
}

interface Row {
  time: string;
  key: string;
  type: TimelineType;
  title: string;
  /** What follows the title: it may be sealed. */
  content: string | null;
  severity: Severity;
  execution_id: string | null;
  trace_id: string | null;
  service: string | null;
  duration_ms: number | null;
}

interface SliceQuestion extends Stretch {
  readonly types: readonly TimelineType[] | null;
  readonly place: TimelinePlace | null;
  readonly isNewestFirst: boolean;
  readonly limit: number;
}

/** Null where nothing that is asked for can be there. */
function statement(
  given: Parameters,
  sources: Sources,
  { types, place, isNewestFirst, limit, ...slice }: SliceQuestion,
): [string, unknown[]] | null {
  const parameters = new Parameters(given.values);
  const branches = branchesOf(sources, slice, types, parameters);
  if (branches.length === 0) return null;
  const order = isNewestFirst ? 'DESC' : '';
  const most = parameters.add(limit);
  const comes = isNewestFirst ? '<' : '>';
  const placeTime = place && `${parameters.add(isoOfMicros(place.timeUs))}::timestamptz`;
  const placeKey = place && `${parameters.add(place.key)}::text`;
  /** The first rows of a table after the place: of the others neither key nor title is made. */
  const first = ({ table, time, key, ties, conditions }: Branch) => {
    const after =
      placeTime === null
        ? ''
        : `AND (${time} ${comes} ${placeTime} OR (${time} = ${placeTime} AND (${key}) COLLATE "C" ${comes} ${placeKey}))`;
    const by = [time, ...ties].map((column) => `${column} ${order}`).join(', ');
    return `(SELECT * FROM ${table} WHERE ${conditions} ${after} ORDER BY ${by} LIMIT ${most}) AS ${table}`;
  };
  const rows = branches.map(
    (branch) =>
      `SELECT ${branch.time} AS time, ${branch.key} AS key, ${branch.type} AS type, ${branch.title} AS title, ${branch.content} AS content,
              ${branch.severity} AS severity, ${branch.executionId} AS execution_id, ${branch.traceId} AS trace_id,
              ${branch.service} AS service, ${branch.durationMs} AS duration_ms
       FROM ${first(branch)}`,
  );
  const text = `SELECT * FROM (${rows.join('\n UNION ALL ')}) AS entries
    ORDER BY time ${order}, key COLLATE "C" ${order} LIMIT ${most}`;
  return [text, parameters.values];
}

function entryOf(sealing: Sealing, project: string, row: Row): TimelineEntry {
  return {
    place: { timeUs: microsOfTimestamp(row.time), key: row.key },
    type: row.type,
    title: row.title + contentOf(sealing, project, row),
    severity: row.severity,
    executionId: row.execution_id,
    traceId: row.trace_id,
    service: row.service,
    durationMs: row.duration_ms,
  };
}

function contentOf(sealing: Sealing, project: string, { key, content }: Row): string {
  if (content === null) return '';
  const id = key.slice(1);
  if (key.startsWith('3'))
    return cut(openRow(sealing, eventPlace(project, id), { message: content }).message, MAX_MESSAGE);
  const { error_message } = openRow(sealing, executionPlace(project, id), { error_message: content });
  return `: ${cut(error_message, MAX_ERROR)}`;
}

const cut = (text: string, most: number) => (text.length > most ? [...text].slice(0, most).join('') : text);
