import type { Timeline, TimelineCounts } from '../api/schemas/traces.ts';
import { HubError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { isoOfMicros } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';
import { countTimeline, type TimelineCount, type TimelineCountQuestion } from './count-timeline.ts';
import { readTimeline, type TimelinePlace, type TimelineQuestion } from './read-timeline.ts';

export interface TimelinePage extends Omit<TimelineQuestion, 'after'> {
  readonly cursor: string | null;
}

/** The answer of GET /api/v1/timeline. All pages are of the stretch of the first one, though `now` moves on. */
export async function presentTimeline(
  database: Database,
  project: string,
  { cursor, ...page }: TimelinePage,
): Promise<Timeline> {
  const opened = cursor === null ? null : openCursor(cursor);
  const stretch = opened ?? page;
  const { entries, isCut } = await readTimeline(database, project, {
    ...page,
    sinceUs: stretch.sinceUs,
    untilUs: stretch.untilUs,
    after: opened?.place ?? null,
    limit: page.limit + 1,
  });
  const last = entries.length > page.limit ? entries[page.limit - 1] : undefined;
  return {
    from: isoOfMicros(stretch.sinceUs),
    to: isoOfMicros(stretch.untilUs),
    entries: entries.slice(0, page.limit).map((entry) => ({
      time: isoOfMicros(entry.place.timeUs),
      type: entry.type,
      title: entry.title,
      severity: entry.severity,
      execution_id: entry.executionId,
      trace_id: entry.traceId,
      service: entry.service,
      duration_ms: entry.durationMs,
    })),
    truncated: isCut,
    next_cursor: last === undefined ? null : sealCursor(last.place, stretch),
  };
}

/** The answer of GET /api/v1/timeline/counts. */
export async function presentTimelineCounts(
  database: Database,
  project: string,
  question: TimelineCountQuestion,
): Promise<Omit<TimelineCounts, 'computed_at'>> {
  const { counts, sinceUs, isCut } = await countTimeline(database, project, question);
  const sum = (some: readonly TimelineCount[], of: 'count' | 'failed') =>
    some.reduce((total, one) => total + one[of], 0);
  return {
    from: isoOfMicros(question.sinceUs),
    to: isoOfMicros(question.untilUs),
    counted_from: isoOfMicros(sinceUs),
    total: sum(counts, 'count'),
    parts: question.parts,
    types: Array.from(
      Map.groupBy(counts, ({ type }) => type),
      ([type, some]) => ({
        type,
        count: sum(some, 'count'),
        failed: sum(some, 'failed'),
        filled: some.map(({ part, count, failed, warned }) => ({ part, count, failed, warned })),
      }),
    ),
    truncated: isCut,
  };
}

function sealCursor({ timeUs, key }: TimelinePlace, { sinceUs, untilUs }: Stretch): string {
  return Buffer.from(`${timeUs} ${sinceUs} ${untilUs} ${key}`).toString('base64url');
}

/** Years 1 to 9999: what PostgreSQL reads. */
const isTime = (us: number) => us >= -62_135_596_800_000_000 && us < 253_402_300_800_000_000;

function openCursor(cursor: string): Stretch & { readonly place: TimelinePlace } {
  const text = Buffer.from(cursor, 'base64url').toString();
  const [, ...parts] = /^(-?\d{1,18}) (-?\d{1,18}) (-?\d{1,18}) ([1-7][^\0]*)$/s.exec(text) ?? [];
  const [timeUs, sinceUs, untilUs] = parts.slice(0, 3).map(Number).filter(isTime);
  const key = parts[3];
  if (timeUs !== undefined && sinceUs !== undefined && untilUs !== undefined && key !== undefined)
    return { place: { timeUs, key }, sinceUs, untilUs };
  throw new HubError(
    'OBS_BAD_REQUEST',
    `Expected the next_cursor of the page before, got "${cursor.slice(0, 40)}". Ask for the first page again.`,
    { where: 'query.cursor' },
  );
}
