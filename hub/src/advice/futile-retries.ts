import type { Advice } from '../api/schemas/cost.ts';
import type { Database } from '../store/database.ts';
import { isoOfMicros } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';
import { adviceOf, seconds } from './advice.ts';

/** Executions that tried again; with fewer, the next one may be the first to succeed. */
const FEWEST_RETRIED = 5;
/** Failed calls that are looked at, the newest. */
const MAX_FAILED = 1000;

/** What came of trying a tool or model again in executions of one agent. */
export interface Retried {
  readonly agent: string | null;
  readonly step: string;
  /** Executions in which it was called again after it had failed, or beside it. */
  readonly executions: number;
  readonly calls: number;
  /** Of these executions, those in which a call succeeded. */
  readonly succeeded: number;
  /** Of all calls but the first of each execution. */
  readonly againMs: number;
  readonly againPico: number;
  readonly examples: readonly string[];
}

/** Steps that are tried again when they fail, and where no try ever succeeded. */
export function futileRetries(steps: readonly Retried[]): Advice[] {
  return steps
    .filter(({ executions, succeeded }) => executions >= FEWEST_RETRIED && succeeded === 0)
    .map(({ agent, step, executions, calls, againMs, againPico, examples }) =>
      adviceOf({
        kind: 'futile_retries',
        subject: { agent, step },
        finding: `${step} was called ${calls} times in ${executions} executions${agent === null ? '' : ` of ${agent}`} and never succeeded: trying again took ${seconds(againMs / executions)} of each and gained nothing.`,
        evidence: {
          executions,
          calls,
          calls_per_execution: calls / executions,
          succeeded: 0,
          again_ms_per_execution: againMs / executions,
        },
        saving_usd: againPico > 0 ? againPico / 1e12 : null,
        saving_ms: againMs / executions,
        samples: executions,
        examples: [...examples],
      }),
    );
}

/** Steps with a failed call in a stretch that were called more than once in its execution; of the newest failed calls. */
export async function readRetried(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  { sinceUs, untilUs }: Stretch,
  agent: string | null,
): Promise<Retried[]> {
  const { rows } = await pool.query<Retried>(
    `WITH failed AS (
       SELECT DISTINCT trace_id, execution_id, kind, name FROM (
         SELECT trace_id, execution_id, kind, name FROM whole_calls
         WHERE project = $1 AND started_at >= $2 AND started_at < $3 AND status = 'failed' AND ($4::text IS NULL OR agent = $4)
         ORDER BY started_at DESC LIMIT ${MAX_FAILED}) AS newest
     ), tries AS (
       SELECT c.agent, c.kind, c.name, c.execution_id, c.status, c.cost_pico,
              extract(epoch FROM c.ended_at - c.started_at) * 1000 AS ms,
              row_number() OVER (PARTITION BY c.execution_id, c.kind, c.name ORDER BY c.started_at, c.span_id) AS try
       FROM failed f
       JOIN whole_calls c ON c.project = $1 AND c.trace_id = f.trace_id AND c.execution_id = f.execution_id
            AND c.kind = f.kind AND c.name = f.name
            AND c.started_at >= $2::timestamptz - interval '1 hour' AND c.started_at < $3::timestamptz + interval '1 day'
     ), retried AS (
       SELECT agent, kind, name, execution_id, count(*) AS calls, bool_or(status IN ('completed', 'running')) AS succeeded,
              coalesce(sum(ms) FILTER (WHERE try > 1), 0) AS ms, coalesce(sum(cost_pico) FILTER (WHERE try > 1), 0) AS pico
       FROM tries GROUP BY agent, kind, name, execution_id HAVING count(*) > 1
     )
     SELECT agent, name AS step, count(*) AS executions, sum(calls)::bigint AS calls,
            count(*) FILTER (WHERE succeeded) AS succeeded, sum(ms)::float8 AS "againMs", sum(pico)::float8 AS "againPico",
            (array_agg(encode(execution_id, 'hex') ORDER BY execution_id))[1:3] AS examples
     FROM retried GROUP BY agent, kind, name ORDER BY sum(ms) DESC, agent, name LIMIT 100`,
    [project, isoOfMicros(sinceUs), isoOfMicros(untilUs), agent],
  );
  return rows;
}
