import type { ExecutionKind } from '@observatory/shim/conventions';
import { type Figures, readFigures } from '../figures/read-figures.ts';
import type { Database } from '../store/database.ts';
import { isoOfMicros } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';

/** Why executions failed. */
export interface ErrorTypeRow {
  readonly type: string;
  readonly count: number;
  /** As PostgreSQL prints it. */
  readonly lastSeen: string;
}

/** Durations of what ended, by the begin of a point of the course. Milliseconds. */
export interface DurationRow {
  readonly bucketUs: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

export interface AgentParts {
  readonly models: readonly Figures[];
  readonly tools: readonly Figures[];
  readonly errors: readonly ErrorTypeRow[];
  readonly executions: readonly Figures[];
  readonly calls: readonly Figures[];
  readonly durations: readonly DurationRow[];
  /** Seconds of a point of `executions` and `calls`. */
  readonly bucketS: number;
}

export interface OneAgent {
  readonly kind: ExecutionKind;
  readonly name: string;
  readonly environment?: string;
}

const MAX_POINTS = 150;
const bucketSizes = [300, 900, 3600, 6 * 3600, 86_400, 7 * 86_400];
const MAX_ERROR_TYPES = 50;

/** Seconds of one point, so that a stretch has no more than 150 of them. */
export function bucketSecondsOf({ sinceUs, untilUs }: Stretch): number {
  const seconds = (untilUs - sinceUs) / 1e6;
  return bucketSizes.find((size) => seconds / size <= MAX_POINTS) ?? 7 * 86_400;
}

/** What one agent or workflow did in a stretch, by models, tools, types of errors and time; errors since `rowsSinceUs`. */
export async function readAgentParts(
  database: Database,
  project: string,
  stretch: Stretch,
  { kind, name, environment }: OneAgent,
  rowsSinceUs: number,
): Promise<AgentParts> {
  const bucketS = bucketSecondsOf(stretch);
  const whose = kind === 'agent' ? { agent: name } : { workflow: name, agent: '' };
  const where = { ...whose, ...(environment === undefined ? {} : { environment }) };
  const of = { ...stretch, where };
  const [models, tools, errors, executions, calls, durations] = await Promise.all([
    readFigures(database, project, { ...of, kind: 'model', by: ['provider', 'name'], bucketS: null }),
    readFigures(database, project, { ...of, kind: 'tool', by: ['name'], bucketS: null }),
    database.pool.query<ErrorTypeRow>(
      `SELECT coalesce(error_type, 'unknown') AS type, count(*) AS count, max(started_at) AS "lastSeen"
       FROM agent_executions
       WHERE project = $1 AND name = $2 AND kind = $3 AND started_at >= $4 AND started_at < $5 AND status = 'failed'
         AND ($6::text IS NULL OR environment = $6)
       GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${MAX_ERROR_TYPES}`,
      [project, name, kind, isoOfMicros(rowsSinceUs), isoOfMicros(stretch.untilUs), environment ?? null],
    ),
    readFigures(database, project, { ...of, kind: 'execution', by: [], bucketS }),
    readFigures(database, project, { ...of, kind: 'model', by: [], bucketS }),
    database.pool.query<DurationRow>(
      `SELECT (extract(epoch FROM bucket) * 1000000)::bigint AS "bucketUs", of[1] AS "p50Ms", of[2] AS "p95Ms"
       FROM (SELECT date_bin(make_interval(secs => $7), started_at, 'epoch') AS bucket,
                    percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY
                      date_part('epoch', ended_at - started_at) * 1000) AS of
             FROM agent_executions
             WHERE project = $1 AND name = $2 AND kind = $3 AND started_at >= $4 AND started_at < $5
               AND ended_at IS NOT NULL AND ($6::text IS NULL OR environment = $6)
             GROUP BY 1) AS points`,
      [
        project,
        name,
        kind,
        isoOfMicros(rowsSinceUs),
        isoOfMicros(stretch.untilUs),
        environment ?? null,
        bucketS,
      ],
    ),
  ]);
  return { models, tools, errors: errors.rows, executions, calls, durations: durations.rows, bucketS };
}
