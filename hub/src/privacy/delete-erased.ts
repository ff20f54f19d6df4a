import { Attr, recordNames } from '@observatory/shim/conventions';
import type pg from 'pg';

/** What is deleted, by kind. */
export const erasedKinds = [
  'executions',
  'spans',
  'events',
  'logs',
  'evaluations',
  'calls',
  'snapshots',
  'memory',
  'heartbeats',
  'alerts',
  'metric_series',
  'budgets',
] as const;
export type ErasedKind = (typeof erasedKinds)[number];
export type ErasedCounts = Partial<Record<ErasedKind, number>>;

/** What is erased of a trace. */
export interface ErasedTrace {
  readonly traceId: Buffer;
  readonly isWhole: boolean;
  readonly spanIds: readonly Buffer[];
  readonly executionIds: readonly Buffer[];
}

export function addCounts(to: ErasedCounts, more: ErasedCounts): ErasedCounts {
  const sum = { ...to };
  for (const kind of erasedKinds) {
    const count = more[kind] ?? 0;
    if (count > 0) sum[kind] = (sum[kind] ?? 0) + count;
  }
  return sum;
}

export const IS_EVALUATION = `attributes->>'${Attr.eventName}' IS NOT DISTINCT FROM '${recordNames.evaluation}'`;

/** Deletes what is stored of erased traces, in the transaction of a client that holds the locks of their folds. */
export async function deleteTraces(
  client: pg.ClientBase,
  project: string,
  traces: readonly ErasedTrace[],
): Promise<ErasedCounts> {
  const whole = traces.flatMap(({ traceId, isWhole }) => (isWhole ? [traceId] : []));
  let counts: ErasedCounts = whole.length > 0 ? await deleteWhole(client, project, whole) : {};
  for (const trace of traces)
    if (!trace.isWhole) counts = addCounts(counts, await deletePart(client, project, trace));
  return counts;
}

async function deleteWhole(
  client: pg.ClientBase,
  project: string,
  traceIds: readonly Buffer[],
): Promise<ErasedCounts> {
  const { rows } = await client.query<{ id: Buffer }>(
    `SELECT id FROM agent_executions WHERE project = $1 AND trace_id = ANY($2::bytea[])
     UNION
     SELECT execution_id FROM observability_events
     WHERE project = $1 AND trace_id = ANY($2::bytea[]) AND substring(execution_id FROM 1 FOR 16) = ANY($2::bytea[])
     UNION
     SELECT execution_id FROM spans
     WHERE project = $1 AND trace_id = ANY($2::bytea[]) AND substring(execution_id FROM 1 FOR 16) = ANY($2::bytea[])`,
    [project, traceIds],
  );
  const executionIds = rows.map(({ id }) => id);
  const gone = deleter(client);
  const ofTraces = 'project = $1 AND trace_id = ANY($2::bytea[])';
  const ofExecutions = 'project = $1 AND execution_id = ANY($2::bytea[])';
  const logs = await deleteLogs(client, ofTraces, [project, traceIds]);
  return {
    ...logs,
    snapshots: await gone('execution_snapshots', ofExecutions, [project, executionIds]),
    memory: await gone('agent_memory', ofExecutions, [project, executionIds]),
    spans: await gone('spans', ofTraces, [project, traceIds]),
    events: await gone('observability_events', ofTraces, [project, traceIds]),
    calls: await gone('agent_calls', ofTraces, [project, traceIds]),
    heartbeats: await gone('execution_heartbeats', ofTraces, [project, traceIds]),
    executions: await gone('agent_executions', ofTraces, [project, traceIds]),
  };
}

async function deletePart(
  client: pg.ClientBase,
  project: string,
  { traceId, spanIds, executionIds }: ErasedTrace,
): Promise<ErasedCounts> {
  const gone = deleter(client);
  const ofSpans = 'project = $1 AND trace_id = $2 AND span_id = ANY($3::bytea[])';
  const ofEither = `project = $1 AND trace_id = $2 AND (span_id = ANY($3::bytea[]) OR execution_id = ANY($4::bytea[]))`;
  // The execution of a call is stored as its span alone, or of earlier hubs whole.
  const ofCalls = ofEither.replace(
    'execution_id = ANY',
    'execution_id = ANY($4::bytea[]) OR trace_id || execution_id = ANY',
  );
  const ofExecutions = 'project = $1 AND execution_id = ANY($2::bytea[])';
  const logs = await deleteLogs(
    client,
    `project = $1 AND trace_id = $2 AND (span_id = ANY($3::bytea[]) OR attributes->>'${Attr.executionId}' = ANY($4::text[]))`,
    [project, traceId, spanIds, executionIds.map((id) => id.toString('hex'))],
  );
  return {
    ...logs,
    snapshots: await gone('execution_snapshots', ofExecutions, [project, executionIds]),
    memory: await gone('agent_memory', ofExecutions, [project, executionIds]),
    // With what came late below them, but for executions of their own.
    spans: await gone(
      'spans',
      `project = $1 AND trace_id = $2 AND (span_id = ANY($3::bytea[]) OR
         (parent_span_id = ANY($3::bytea[]) AND operation IS DISTINCT FROM 'invoke_agent' AND operation IS DISTINCT FROM 'invoke_workflow'
          AND NOT EXISTS (SELECT FROM span_shapes h WHERE h.project = spans.project AND h.id = spans.shape
                          AND h.operation IN ('invoke_agent', 'invoke_workflow'))
          AND (execution_id IS NULL OR execution_id = ANY($4::bytea[]))))`,
      [project, traceId, spanIds, executionIds],
    ),
    events: await gone('observability_events', ofEither, [project, traceId, spanIds, executionIds]),
    calls: await gone('agent_calls', ofCalls, [project, traceId, spanIds, executionIds]),
    heartbeats: await gone('execution_heartbeats', ofSpans, [project, traceId, spanIds]),
    executions: await gone('agent_executions', 'project = $1 AND trace_id = $2 AND id = ANY($3::bytea[])', [
      project,
      traceId,
      executionIds,
    ]),
  };
}

function deleter(client: pg.ClientBase) {
  return async (table: string, condition: string, values: unknown[]): Promise<number> =>
    (await client.query(`DELETE FROM ${table} WHERE ${condition}`, values)).rowCount ?? 0;
}

/** Evaluations are log lines. */
export async function deleteLogs(
  client: pg.ClientBase,
  condition: string,
  values: unknown[],
  table = 'logs',
): Promise<Pick<ErasedCounts, 'logs' | 'evaluations'>> {
  const { rows } = await client.query<{ evaluations: number; others: number }>(
    `WITH gone AS (DELETE FROM ${table} WHERE ${condition} RETURNING ${IS_EVALUATION} AS is_evaluation)
     SELECT count(*) FILTER (WHERE is_evaluation) AS evaluations, count(*) FILTER (WHERE NOT is_evaluation) AS others FROM gone`,
    values,
  );
  return { logs: rows[0]?.others ?? 0, evaluations: rows[0]?.evaluations ?? 0 };
}

/** What of these traces was erased; what is being erased, the erasure deletes and counts itself. */
async function readErasedTraces(
  client: pg.ClientBase,
  project: string,
  traceIds: readonly string[],
): Promise<ErasedTrace[]> {
  const { rows } = await client.query<{
    trace_id: Buffer;
    is_whole: boolean;
    span_ids: Buffer[];
    execution_ids: Buffer[];
  }>({
    name: 'fold-erased',
    text: `SELECT trace_id, is_whole, span_ids, execution_ids FROM erased_traces
           WHERE project = $1 AND trace_id = ANY($2::bytea[]) AND deleted_at IS NOT NULL`,
    values: [project, traceIds.map((id) => Buffer.from(id, 'hex'))],
  });
  return rows.map((row) => ({
    traceId: row.trace_id,
    isWhole: row.is_whole,
    spanIds: row.span_ids,
    executionIds: row.execution_ids,
  }));
}

/**
 * Deletes what came late of erased traces, which a fold would make executions of again: within the fold, so that whatever was
 * stored meanwhile, by whichever hub, is gone before anybody sees it as an execution.
 */
export async function dropErased(
  client: pg.ClientBase,
  project: string,
  traceIds: readonly string[],
): Promise<void> {
  const erased = await readErasedTraces(client, project, traceIds);
  if (erased.length > 0) await deleteTraces(client, project, erased);
}
