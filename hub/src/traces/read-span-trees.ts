import { type Operation, type StepKind, stepKindOf } from '@observatory/shim/conventions';
import type { Database } from '../store/database.ts';
import { isoOfMicros } from '../store/micros.ts';
import { withoutResent } from '../store/resent-spans.ts';
import type { TraceSpan } from './trace-tree.ts';

/** A trace, and when what is wanted of it was. */
export interface TraceStretch {
  readonly traceId: string;
  readonly fromUs: number;
  readonly toUs: number;
}

/** A span as traces in numbers are read: without attributes, and of steps without what only events say. */
export interface NarrowSpan extends TraceSpan {
  /** OTLP's SpanKind. */
  readonly spanKind: number;
  readonly environment: string | null;
  /** `db.system.name` of a call of a database. */
  readonly database: string | null;
}

interface Row {
  place: number;
  span_id: string;
  parent_span_id: string | null;
  name: string;
  kind: number;
  start_us: number;
  end_us: number | null;
  failed: boolean;
  error_type: string | null;
  service: string | null;
  environment: string | null;
  operation: Operation | 'step' | null;
  execution_kind: StepKind | null;
  step_kind: StepKind | null;
  database: string | null;
}

const CONSUMER = 5;
const CLIENT = 3;

/** So many rows at most, whatever the traces are. */
const MAX_ROWS = 30_000;

/** Spans of traces by trace id, at most so many of each: one with more has one more here. Trace by trace, by their index. */
export async function readSpansOfTraces(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  traces: readonly TraceStretch[],
  mostOfOne: number,
): Promise<Map<string, NarrowSpan[]>> {
  const result = await pool.query<Row>({
    name: 'spans-of-traces',
    text: `SELECT t.place::integer, encode(s.span_id, 'hex') AS span_id, encode(s.parent_span_id, 'hex') AS parent_span_id,
                  coalesce(s.label, s.name) AS name, s.kind, s.status = 2 AS failed, s.error_type, s.operation,
                  (extract(epoch FROM s.start_time) * 1000000)::bigint AS start_us,
                  (extract(epoch FROM s.end_time) * 1000000)::bigint AS end_us,
                  s.facts->>'executionKind' AS execution_kind, s.facts->>'stepKind' AS step_kind, s.database,
                  o.service, observatory_environment(o.resource) AS environment
           FROM unnest($2::bytea[], $3::timestamptz[], $4::timestamptz[]) WITH ORDINALITY AS t(trace_id, since, until, place)
           CROSS JOIN LATERAL (
             SELECT span_id, parent_span_id, label, name, kind, status, error_type, operation, start_time, end_time, facts,
                    source_id, CASE WHEN kind = ${CLIENT} AND operation IS NULL
                      THEN coalesce(attributes->>'db.system.name', attributes->>'db.system') END AS database
             FROM whole_spans
             WHERE project = $1 AND trace_id = t.trace_id
               AND start_time >= t.since - interval '1 minute' AND start_time <= t.until + interval '1 minute'
             LIMIT $5
           ) AS s
           LEFT JOIN sources o ON o.project = $1 AND o.id = s.source_id
           LIMIT ${MAX_ROWS}`,
    values: [
      project,
      traces.map(({ traceId }) => Buffer.from(traceId, 'hex')),
      traces.map(({ fromUs }) => isoOfMicros(fromUs)),
      traces.map(({ toUs }) => isoOfMicros(toUs)),
      mostOfOne + 1,
    ],
  });
  const spans = new Map<string, NarrowSpan[]>();
  const rows = withoutResent(
    result.rows,
    (row) => `${row.place} ${row.span_id} ${row.start_us}`,
    (row) => row.end_us !== null,
  );
  for (const row of rows) {
    const traceId = traces[row.place - 1]?.traceId;
    if (traceId === undefined) continue;
    const list = spans.get(traceId);
    if (list) list.push(spanOf(row));
    else spans.set(traceId, [spanOf(row)]);
  }
  return spans;
}

function spanOf(row: Row): NarrowSpan {
  const { operation } = row;
  const kind = operation === 'step' ? (row.step_kind ?? 'step') : operation && stepKindOf[operation];
  return {
    id: row.span_id,
    parentId: row.parent_span_id,
    name: row.name,
    service: row.service ?? '',
    kind: row.execution_kind ?? kind ?? 'span',
    status: row.failed ? 'failed' : 'completed',
    errorType: row.error_type,
    startUs: row.start_us,
    endUs: row.end_us,
    isMessage: row.kind === CONSUMER,
    call: null,
    spanKind: row.kind,
    environment: row.environment,
    database: row.database,
  };
}
