import type { Timeline } from '../api/schemas/traces.ts';
import { type Database, inTransaction } from '../store/database.ts';
import type { Stretch } from '../store/read-health.ts';
import { branchesOf, type TimelineType } from './timeline-branches.ts';
import { findSources, Parameters, type TimelineFilter } from './timeline-sources.ts';

/** Moments of one type in one part of a stretch. */
export interface TimelineCount {
  readonly type: Timeline['entries'][number]['type'];
  /** Which part, from 0. */
  readonly part: number;
  readonly count: number;
  readonly failed: number;
  readonly warned: number;
}

interface TimelineCounts {
  readonly counts: readonly TimelineCount[];
  /** From here on all moments are counted: the begin of the stretch, unless there are very many. */
  readonly sinceUs: number;
  /** Whether more executions of a user or session were found than are looked at. */
  readonly isCut: boolean;
}

export interface TimelineCountQuestion extends Stretch, TimelineFilter {
  readonly types: readonly TimelineType[] | null;
  /** Into how many equal parts the stretch is divided. */
  readonly parts: number;
}

/** The newest rows of each table that are counted. A day of 10,000 runs has as many calls. */
const MAX_COUNTED = 100_000;

/** How many moments there were in each part of a stretch, by type; parts without any are left out. */
export async function countTimeline(
  database: Pick<Database, 'pool'>,
  project: string,
  question: TimelineCountQuestion,
): Promise<TimelineCounts> {
  const { sinceUs, untilUs, types, parts } = question;
  const parameters = new Parameters([project]);
  const { sources, isCut } = await findSources(database, project, parameters, question);
  const branches = branchesOf(sources, question, types, parameters);
  if (branches.length === 0) return { counts: [], sinceUs, isCut };
  const [since, width] = [
    parameters.add(sinceUs / 1e6),
    parameters.add((untilUs - sinceUs) / 1e6 / parts),
  ] as const;
  const rows = branches.map(
    ({ table, time, conditions, type, severity }, branch) =>
      `SELECT ${branch} AS branch, ${time} AS time, ${type} AS type, ${severity} AS severity
       FROM (SELECT * FROM ${table} WHERE ${conditions} ORDER BY ${time} DESC LIMIT ${MAX_COUNTED}) AS ${table}`,
  );
  const text = `SELECT branch, type,
            least(${parts - 1}, greatest(0, floor((extract(epoch FROM time) - ${since}::float8) / ${width}::float8)))::int AS part,
            count(*) AS count, count(*) FILTER (WHERE severity IN ('error', 'fatal')) AS failed,
            count(*) FILTER (WHERE severity = 'warn') AS warned
     FROM (${rows.map((row) => `(${row})`).join('\n UNION ALL ')}) AS moments GROUP BY 1, 2, 3 ORDER BY 2, 3`;
  const { rows: found } = await inTransaction(database.pool, async (client) => {
    // Before the first statistics on series of calls, the planner would look at each of them for each call.
    if (!sources.isNarrow) await client.query('SET LOCAL enable_nestloop = off');
    return client.query<TimelineCount & { branch: number }>(text, parameters.values);
  });
  // Of a table with more rows, the oldest part that was reached is not whole.
  const first = Math.max(
    0,
    ...Map.groupBy(found, ({ branch }) => branch)
      .values()
      .filter((some) => some.reduce((sum, { count }) => sum + count, 0) >= MAX_COUNTED)
      .map((some) => 1 + Math.min(...some.map(({ part }) => part))),
  );
  return {
    counts: added(found.filter(({ part }) => part >= first)),
    sinceUs: sinceUs + Math.round((first * (untilUs - sinceUs)) / parts),
    isCut,
  };
}

/** Alerts that fire and alerts that end are of one type. */
function added(found: readonly TimelineCount[]): TimelineCount[] {
  return [...Map.groupBy(found, ({ type, part }) => `${type} ${part}`).values()].map((some) =>
    some.reduce((sum, { type, part, count, failed, warned }) => ({
      type,
      part,
      count: sum.count + count,
      failed: sum.failed + failed,
      warned: sum.warned + warned,
    })),
  );
}
