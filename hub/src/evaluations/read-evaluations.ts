import { Attr, recordNames } from '@observatory/shim/conventions';
import type { Attributes, AttributeValue } from '../otlp/records.ts';
import { SEALED_ATTRIBUTE } from '../sealing/plain-attributes.ts';
import { logPlace } from '../sealing/row-places.ts';
import { openRow } from '../sealing/sealed-rows.ts';
import type { Sealing } from '../sealing/sealing.ts';
import type { Database } from '../store/database.ts';
import { isoOfMicros, microsOfTimestamp } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';

/** A judgement as the log store has it, and the execution that it is of. */
export interface EvaluationRow {
  readonly id: string;
  readonly timeUs: number;
  readonly name: string;
  readonly score: number | null;
  readonly label: string | null;
  readonly explanation: string | null;
  readonly source: string | null;
  readonly userId: string | null;
  readonly service: string;
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly executionId: string | null;
  readonly agent: string | null;
}

export interface EvaluationFilter extends Stretch {
  readonly name?: string;
  readonly label?: string;
  readonly minScore?: number;
  readonly maxScore?: number;
  /** Of the execution's agent or workflow. */
  readonly agent?: string;
}

/** Where a list goes on: after this record. */
export interface EvaluationPlace {
  readonly timeUs: number;
  readonly id: string;
}

const text = (name: string) => `l.attributes->>'${name}'`;
/** The condition of the index logs_judgements. */
export const IS_EVALUATION = `${text(Attr.eventName)} = '${recordNames.evaluation}'`;
export const SCORE = `CASE WHEN jsonb_typeof(l.attributes->'${Attr.evaluationScore}') = 'number'
  THEN (l.attributes->'${Attr.evaluationScore}')::float8 END`;
export const NAME = `coalesce(${text(Attr.evaluationName)}, '')`;
export const LABEL = text(Attr.evaluationLabel);

const COLUMNS = `l.id, l.time, ${NAME} AS name, ${SCORE} AS score, ${LABEL} AS label,
  l.attributes, ${text(Attr.evaluationSource)} AS source, ${text(Attr.userId)} AS "userId",
  encode(l.trace_id, 'hex') AS "traceId", encode(l.span_id, 'hex') AS "spanId"`;

/**
 * Of evaluations `l`: the execution `e` that the span judged is or is a call of, else the one that is named, else the first
 * of its trace (as views.evaluations says it, docs/sql-views.md), and the model of the call `c`. Looked for in the week
 * before the evaluation, or each would be looked up in the partitions of all days.
 */
export const ITS_EXECUTION = `
  LEFT JOIN LATERAL (
    SELECT c.execution_id, CASE c.kind WHEN 'model' THEN c.name END AS model FROM whole_calls c
    WHERE c.project = l.project AND c.trace_id = l.trace_id AND c.span_id = l.span_id
      AND c.started_at > l.time - interval '7 days' AND c.started_at < l.time + interval '1 day'
    LIMIT 1) AS c ON true
  LEFT JOIN LATERAL (
    SELECT e.id, e.name, e.version, e.own, coalesce(e.own_sums, e.total_sums) AS sums FROM agent_executions e
    WHERE e.project = l.project AND e.trace_id = l.trace_id
      AND e.started_at > l.time - interval '7 days' AND e.started_at < l.time + interval '1 day'
    ORDER BY e.span_id = l.span_id DESC NULLS LAST, e.id = c.execution_id DESC NULLS LAST,
             encode(e.id, 'hex') = ${text(Attr.executionId)} DESC NULLS LAST,
             e.parent_id IS NULL DESC, e.started_at
    LIMIT 1) AS e ON true`;

interface Row extends Omit<EvaluationRow, 'timeUs' | 'service' | 'explanation'> {
  readonly attributes: Attributes;
  readonly time: string;
  readonly service: string | null;
}

function rowOf(sealing: Sealing, project: string, { time, service, attributes, ...row }: Row): EvaluationRow {
  const opened = openRow(sealing, logPlace(project, row.id), { attributes }).attributes;
  const explanation = opened[Attr.evaluationExplanation] ?? opened[SEALED_ATTRIBUTE];
  return {
    ...row,
    explanation: explanation === undefined || explanation === null ? null : textOf(explanation),
    service: service ?? '',
    timeUs: microsOfTimestamp(time),
  };
}

/** As PostgreSQL's ->> gives it. */
const textOf = (value: AttributeValue) => (typeof value === 'string' ? value : JSON.stringify(value));

/** The conditions of a filter on evaluations `l`, but for the agent; their parameters are added to `values`. */
export function conditionsOf(filter: EvaluationFilter, values: unknown[]): string {
  const { sinceUs, untilUs, name, label, minScore, maxScore } = filter;
  const conditions = [`AND ${IS_EVALUATION}`];
  const also = (value: unknown, condition: (parameter: string) => string) => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(`AND ${condition(`$${values.length}`)}`);
  };
  also(isoOfMicros(sinceUs), (p) => `l.time >= ${p}`);
  also(isoOfMicros(untilUs), (p) => `l.time < ${p}`);
  also(name, (p) => `${NAME} = ${p}`);
  also(label, (p) => `${LABEL} = ${p}`);
  also(minScore, (p) => `${SCORE} >= ${p}`);
  also(maxScore, (p) => `${SCORE} <= ${p}`);
  return conditions.join(' ');
}

/** Evaluations that one page looks at where an agent is asked for. */
const MAX_LOOKED_AT = 5000;

export interface EvaluationPage {
  readonly rows: EvaluationRow[];
  /** Where the next page begins; null where there is nothing more. */
  readonly next: EvaluationPlace | null;
}

/** Evaluations of a stretch, newest first. Of an agent's, a page may have fewer than `limit`, and yet a next one. */
export async function listEvaluations(
  { pool, sealing }: Pick<Database, 'pool' | 'sealing'>,
  project: string,
  filter: EvaluationFilter,
  after: EvaluationPlace | null,
  limit: number,
): Promise<EvaluationPage> {
  const values: unknown[] = [project];
  let conditions = conditionsOf(filter, values);
  if (after !== null) {
    values.push(isoOfMicros(after.timeUs), after.id);
    conditions += ` AND (l.time, l.id) < ($${values.length - 1}::timestamptz, $${values.length})`;
  }
  const lookedAt = filter.agent === undefined ? limit : MAX_LOOKED_AT;
  values.push(lookedAt + 1, filter.agent ?? null);
  const agentAt = `$${values.length}`;
  const result = await pool.query<Row & { at: number; isShown: boolean; lookedAt: number }>(
    `WITH l AS MATERIALIZED (
       SELECT l.*, row_number() OVER (ORDER BY l.time DESC, l.id DESC) AS at, count(*) OVER () AS looked_at FROM (
         SELECT l.* FROM logs l WHERE l.project = $1 ${conditions}
         ORDER BY l.time DESC, l.id DESC LIMIT $${values.length - 1}) AS l)
     SELECT ${COLUMNS}, s.service, encode(e.id, 'hex') AS "executionId", e.name AS agent, l.at, l.looked_at AS "lookedAt",
            ${agentAt}::text IS NULL OR coalesce(e.name = ${agentAt}, false) AS "isShown"
     FROM l LEFT JOIN sources s ON s.project = l.project AND s.id = l.source_id ${ITS_EXECUTION}
     WHERE ${agentAt}::text IS NULL OR e.name = ${agentAt} OR l.at = ${lookedAt}
     ORDER BY l.at LIMIT ${limit + 2}`,
    values,
  );
  const within = result.rows.filter((row) => row.at <= lookedAt);
  const shown = within.filter((row) => row.isShown);
  const page = shown.slice(0, limit);
  const hasMore = shown.length > limit || (result.rows[0]?.lookedAt ?? 0) > lookedAt;
  const last = shown.length > limit ? page.at(-1) : within.at(-1);
  return {
    rows: page.map(({ at: _at, isShown: _shown, lookedAt: _lookedAt, ...row }) =>
      rowOf(sealing, project, row),
    ),
    next: hasMore && last ? { timeUs: microsOfTimestamp(last.time), id: last.id } : null,
  };
}

/** Evaluations of some executions, earliest first. */
export async function evaluationsOfRuns(
  { pool, sealing }: Pick<Database, 'pool' | 'sealing'>,
  project: string,
  executionIds: readonly string[],
  limit: number,
): Promise<EvaluationRow[]> {
  if (executionIds.length === 0) return [];
  const traces = [...new Set(executionIds.map((id) => id.slice(0, 32)))];
  const result = await pool.query<Row>(
    `SELECT * FROM (
       SELECT ${COLUMNS}, s.service, encode(e.id, 'hex') AS "executionId", e.name AS agent
       FROM logs l LEFT JOIN sources s ON s.project = l.project AND s.id = l.source_id ${ITS_EXECUTION}
       WHERE l.project = $1 AND l.trace_id = ANY($2::bytea[]) AND ${IS_EVALUATION}
       ORDER BY l.time, l.id LIMIT 5000) AS judged
     WHERE "executionId" = ANY($3::text[]) LIMIT $4`,
    [project, traces.map((id) => Buffer.from(id, 'hex')), executionIds, limit],
  );
  return result.rows.map((row) => rowOf(sealing, project, row));
}

/** Evaluations of one trace, earliest first, each with the execution that it names, if any. */
export async function evaluationsOfTrace(
  { pool, sealing }: Pick<Database, 'pool' | 'sealing'>,
  project: string,
  traceId: string,
  limit: number,
): Promise<EvaluationRow[]> {
  const result = await pool.query<Row>(
    `SELECT ${COLUMNS}, s.service, ${text(Attr.executionId)} AS "executionId", NULL AS agent
     FROM logs l LEFT JOIN sources s ON s.project = l.project AND s.id = l.source_id
     WHERE l.project = $1 AND l.trace_id = $2 AND ${IS_EVALUATION}
     ORDER BY l.time, l.id LIMIT $3`,
    [project, Buffer.from(traceId, 'hex'), limit],
  );
  return result.rows.map((row) => rowOf(sealing, project, row));
}
