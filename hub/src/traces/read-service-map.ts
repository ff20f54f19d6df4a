import { type Figures, readFigures } from '../figures/read-figures.ts';
import type { Database } from '../store/database.ts';
import { isoOfMicros } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';
import { type NarrowSpan, readSpansOfTraces } from './read-span-trees.ts';

export interface ServiceMapQuestion extends Stretch {
  readonly environment?: string;
}

const PAGES_SAMPLED = 400;
const MAX_TRACES = 200;
const MAX_SPANS_OF_TRACE = 300;
const CALLS_SAMPLED = 40_000;
/** A span that was met tells where to look for the others of its trace. */
const AROUND_US = 3_600_000_000;

/** Sums of executions and calls by who made and who took them. */
export async function readMapFigures(
  database: Database,
  project: string,
  { sinceUs, untilUs, environment }: ServiceMapQuestion,
): Promise<Record<'executions' | 'models' | 'tools', Figures[]>> {
  const question = {
    sinceUs,
    untilUs,
    bucketS: null,
    ...(environment !== undefined && { where: { environment } }),
  };
  const [executions, models, tools] = await Promise.all([
    readFigures(database, project, { ...question, kind: 'execution', by: ['service', 'agent', 'workflow'] }),
    readFigures(database, project, {
      ...question,
      kind: 'model',
      by: ['service', 'agent', 'workflow', 'provider'],
    }),
    readFigures(database, project, {
      ...question,
      kind: 'tool',
      by: ['service', 'agent', 'workflow', 'name'],
    }),
  ]);
  return { executions, models, tools };
}

/**
 * Spans of sampled traces of a stretch: those of its newest executions, and those met on some pages of the table, so that
 * traces without an agent are seen too. Neither depends on how many spans there are.
 */
export async function readSampledTraces(
  database: Database,
  project: string,
  { sinceUs, untilUs, environment }: ServiceMapQuestion,
): Promise<NarrowSpan[][]> {
  const { pool } = database;
  const values = [project, isoOfMicros(sinceUs), isoOfMicros(untilUs)];
  const { rows: sizes } = await pool.query<{ pages: number }>(
    `SELECT coalesce(sum(pg_relation_size(c.oid) / current_setting('block_size')::integer), 0)::bigint AS pages
     FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'spans'::regclass
       AND (c.relname = 'spans_default' OR c.relname BETWEEN 'spans_' || to_char($1::timestamptz, 'YYYYMMDD')
                                                         AND 'spans_' || to_char($2::timestamptz, 'YYYYMMDD'))`,
    values.slice(1),
  );
  const percent = Math.min(100, (100 * PAGES_SAMPLED) / Math.max(1, sizes[0]?.pages ?? 1));
  const [ofExecutions, met] = await Promise.all([
    pool.query<Met>(
      `SELECT encode(trace_id, 'hex') AS trace_id, (extract(epoch FROM started_at) * 1000000)::bigint AS us
       FROM agent_executions
       WHERE project = $1 AND started_at > $2 AND started_at <= $3 AND parent_id IS NULL
       ORDER BY started_at DESC LIMIT ${MAX_TRACES}`,
      values,
    ),
    pool.query<Met>(
      `SELECT encode(trace_id, 'hex') AS trace_id, (extract(epoch FROM min(start_time)) * 1000000)::bigint AS us
       FROM spans TABLESAMPLE SYSTEM ($4)
       WHERE project = $1 AND start_time > $2 AND start_time <= $3
       GROUP BY trace_id ORDER BY hashtext(encode(trace_id, 'hex')) LIMIT ${MAX_TRACES}`,
      [...values, percent],
    ),
  ]);
  const traces = new Map([...ofExecutions.rows, ...met.rows].map(({ trace_id, us }) => [trace_id, us]));
  const spans = await readSpansOfTraces(
    database,
    project,
    [...traces].map(([traceId, us]) => ({ traceId, fromUs: us - AROUND_US, toUs: us + AROUND_US })),
    MAX_SPANS_OF_TRACE,
  );
  if (environment === undefined) return [...spans.values()];
  return [...spans.values()].map((list) => list.filter((span) => span.environment === environment));
}

interface Met {
  trace_id: string;
  us: number;
}

/** The 95th percentile of what calls of models and tools took, by ids of the map; of all, or of a sample where they are many. */
export async function readCallPercentiles(
  { pool }: Database,
  project: string,
  { sinceUs, untilUs, environment }: ServiceMapQuestion,
  calls: number,
): Promise<{ from: string; to: string; p95Ms: number; samples: number }[]> {
  const percent = (100 * CALLS_SAMPLED) / Math.max(1, calls);
  const result = await pool.query<{ from: string; to: string; p95Ms: number; samples: number }>(
    `SELECT coalesce('agent:' || agent, 'workflow:' || workflow, 'service:' || service) AS "from",
            CASE kind WHEN 'model' THEN 'provider:' || coalesce(provider, 'unknown') ELSE 'tool:' || name END AS "to",
            count(*) AS samples,
            percentile_cont(0.95) WITHIN GROUP (ORDER BY (extract(epoch FROM ended_at - started_at) * 1000)::float8) AS "p95Ms"
     FROM (
       SELECT c.project, c.started_at, c.ended_at, coalesce(c.agent, s.agent) AS agent, coalesce(c.workflow, s.workflow) AS workflow,
              coalesce(c.service, s.service) AS service, coalesce(c.environment, s.environment) AS environment,
              coalesce(c.kind, s.kind) AS kind, coalesce(c.name, s.name) AS name, coalesce(c.provider, s.provider) AS provider
       -- What whole_calls shows: no sample can be taken of a view.
       FROM agent_calls c ${percent < 100 ? 'TABLESAMPLE SYSTEM ($5)' : ''}
       LEFT JOIN call_series s ON s.project = c.project AND s.id = c.series_id
     ) AS calls
     WHERE project = $1 AND started_at > $2 AND started_at <= $3 AND ended_at IS NOT NULL
       AND ($4::text IS NULL OR environment = $4)
     GROUP BY 1, 2`,
    [
      project,
      isoOfMicros(sinceUs),
      isoOfMicros(untilUs),
      environment ?? null,
      ...(percent < 100 ? [percent] : []),
    ],
  );
  return result.rows;
}
