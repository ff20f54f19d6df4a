import { Attr, type Operation, recordNames } from '@observatory/shim/conventions';
import type pg from 'pg';
import type { Attributes } from '../otlp/records.ts';
import type { CostSource, PriceTable } from '../prices/price-table.ts';
import { eventPlace, logPlace, spanPlace } from '../sealing/row-places.ts';
import { openRow } from '../sealing/sealed-rows.ts';
import type { Sealing } from '../sealing/sealing.ts';
import { type StoredEventAttributes, withEventAttributes } from '../store/event-attributes.ts';
import { isoOfMicros } from '../store/micros.ts';
import { withoutResent } from '../store/resent-spans.ts';
import type { StoredFacts } from '../store/stored-facts.ts';
import { evaluationOf } from './evaluations.ts';
import { eventInput } from './event-input.ts';
import type { FoldEvaluation, FoldEvent, FoldHeartbeat, FoldSpan, TraceInput } from './inputs.ts';

/** Of the source `s` of a span or event. */
const SOURCE = `s.service, observatory_environment(s.resource) AS environment,
         nullif(s.resource->>'${Attr.serviceVersion}', '') AS service_version`;

/** Name of a statement that each connection prepares once. */
const SPANS = {
  name: 'fold-spans',
  text: `
  SELECT encode(t.trace_id, 'hex') AS trace_id, encode(t.span_id, 'hex') AS span_id,
         encode(t.parent_span_id, 'hex') AS parent_span_id, t.name, t.kind,
         (extract(epoch FROM t.start_time) * 1000000)::bigint AS start_us,
         (extract(epoch FROM t.end_time) * 1000000)::bigint AS end_us,
         t.status, t.status_message, ${SOURCE},
         encode(t.execution_id, 'hex') AS execution_id, t.operation, t.label,
         t.provider, t.model, t.input_tokens, t.output_tokens, t.cache_read_tokens, t.cache_write_tokens,
         t.reasoning_tokens, t.cost_pico, t.cost_source, t.error_type, t.facts
  FROM whole_spans t LEFT JOIN sources s ON s.project = t.project AND s.id = t.source_id
  WHERE t.project = $1 AND t.trace_id = ANY($2::bytea[])`,
};

const EVENTS = {
  name: 'fold-events',
  text: `
  SELECT encode(e.trace_id, 'hex') AS trace_id, encode(e.span_id, 'hex') AS span_id, e.id, e.type,
         (extract(epoch FROM e.time) * 1000000)::bigint AS time_us, ${SOURCE},
         encode(e.execution_id, 'hex') AS execution_id, e.project, e.step, e.agent, e.attributes, e.shape::text AS shape,
         e.attribute_values
  FROM observability_events e LEFT JOIN sources s ON s.project = e.project AND s.id = e.source_id
  WHERE e.trace_id = ANY($2::bytea[]) AND e.project = $1 AND e.span_id IS NOT NULL`,
};

const HEARTBEATS = {
  name: 'fold-heartbeats',
  text: `
  SELECT encode(trace_id, 'hex') AS trace_id, encode(span_id, 'hex') AS span_id,
         (extract(epoch FROM max(heard_at)) * 1000000)::bigint AS heard_us,
         (extract(epoch FROM now() - max(heard_at)) * 1000000)::bigint AS silent_us
  FROM execution_heartbeats WHERE project = $1 AND trace_id = ANY($2::bytea[]) GROUP BY trace_id, span_id`,
};

const EVALUATIONS = {
  name: 'fold-evaluations',
  text: `
  SELECT encode(trace_id, 'hex') AS trace_id, encode(span_id, 'hex') AS span_id, id, attributes
  FROM logs WHERE project = $1 AND trace_id = ANY($2::bytea[])
    AND attributes->>'${Attr.eventName}' = '${recordNames.evaluation}'`,
};

/** Null where the source was never stored. */
interface SourceColumns {
  service: string | null;
  environment: string | null;
  service_version: string | null;
}

interface EvaluationRow {
  id: string;
  trace_id: string;
  span_id: string | null;
  attributes: Attributes;
}

interface HeartbeatRow {
  trace_id: string;
  span_id: string;
  heard_us: number;
  silent_us: number;
}

interface SpanRow extends SourceColumns {
  trace_id: string;
  span_id: string;
  parent_span_id: string | null;
  name: string;
  kind: number;
  start_us: number;
  end_us: number | null;
  status: number;
  status_message: string | null;
  execution_id: string | null;
  operation: Operation | 'step' | null;
  label: string | null;
  provider: string | null;
  model: string | null;
  input_tokens: number | null;
  output_tokens: number | null;
  cache_read_tokens: number | null;
  cache_write_tokens: number | null;
  reasoning_tokens: number | null;
  cost_pico: number | null;
  cost_source: CostSource | null;
  error_type: string | null;
  facts: StoredFacts | null;
}

interface EventRowOfTrace extends SourceColumns, StoredEventAttributes {
  trace_id: string;
  span_id: string;
  time_us: number;
}

const STATUS_ERROR = 2;

/** What of traces is read. */
export interface TracePart {
  /** At most so many spans, and events, the earliest. */
  readonly most?: number;
  /** Only spans, events and evaluations of this time, in microseconds: of the tables' days few are opened then. */
  readonly within?: { readonly fromUs: number; readonly toUs: number };
}

interface Statement {
  readonly name: string;
  readonly text: string;
}

export interface TraceStore {
  readonly pool: pg.ClientBase | pg.Pool;
  readonly sealing: Sealing;
  /** Throws SealedValue where something does not open, which else says so itself. */
  readonly strictly?: boolean;
}

/** Reads all that is stored of some traces of one project, or a part of it. */
export async function loadTraces(
  { pool: client, sealing, strictly = false }: TraceStore,
  project: string,
  traceIds: readonly string[],
  prices: PriceTable,
  { most, within }: TracePart = {},
): Promise<LoadedTrace[]> {
  const ids = traceIds.map((id) => Buffer.from(id, 'hex'));
  const read = <Row extends pg.QueryResultRow>({ name, text }: Statement, time: string, order?: string) => {
    const values: unknown[] = [project, ids];
    const bounds =
      within === undefined
        ? ''
        : ` AND ${time} BETWEEN $${values.push(isoOfMicros(within.fromUs))} AND $${values.push(isoOfMicros(within.toUs))}`;
    const first =
      most === undefined || order === undefined
        ? ''
        : ` ORDER BY ${time}, ${order} LIMIT $${values.push(most)}`;
    const kind = `${bounds && '-within'}${first && '-first'}`;
    return client.query<Row>({ name: name + kind, text: text + bounds + first, values });
  };
  const spanRows = await read<SpanRow>(SPANS, 't.start_time', 't.span_id');
  const eventRows = await read<EventRowOfTrace>(EVENTS, 'e.time', 'e.id');
  const traces = new Map<string, GrowingTrace>(
    traceIds.map((traceId) => [
      traceId,
      { traceId, spans: [], events: [], heartbeats: new Map(), evaluations: [], hasResent: false },
    ]),
  );
  const evaluationRows = await read<EvaluationRow>(EVALUATIONS, 'time');
  for (const row of evaluationRows.rows) {
    const { span_id, attributes } = openRow(sealing, logPlace(project, row.id), row, strictly);
    traces.get(row.trace_id)?.evaluations.push(...evaluationOf(span_id, attributes));
  }
  const once = withoutResent(
    spanRows.rows,
    (row) => `${row.trace_id} ${row.span_id} ${row.start_us}`,
    (row) => row.end_us !== null,
  );
  for (const row of once) {
    const place = spanPlace(project, row.trace_id, row.span_id);
    traces.get(row.trace_id)?.spans.push(spanInput(openRow(sealing, place, row, strictly)));
  }
  if (once.length < spanRows.rows.length) markResent(traces, spanRows.rows);
  for (const row of await withEventAttributes(client, eventRows.rows)) {
    const opened = openRow(sealing, eventPlace(project, row.id), row, strictly);
    traces.get(row.trace_id)?.events.push(eventInputOf(opened, prices));
  }
  const open = [...traces.values()].filter(mayRun);
  if (open.length > 0) {
    const openIds = open.map(({ traceId }) => Buffer.from(traceId, 'hex'));
    const heard = await client.query<HeartbeatRow>({ ...HEARTBEATS, values: [project, openIds] });
    for (const { trace_id, span_id, heard_us, silent_us } of heard.rows)
      traces.get(trace_id)?.heartbeats.set(span_id, { heardUs: heard_us, silentUs: silent_us });
  }
  return [...traces.values()];
}

export interface LoadedTrace extends TraceInput {
  /** Whether a span of it is stored twice, since it came again: `spans` has it once. */
  readonly hasResent: boolean;
}

interface GrowingTrace extends LoadedTrace {
  readonly spans: FoldSpan[];
  readonly events: FoldEvent[];
  readonly heartbeats: Map<string, FoldHeartbeat>;
  readonly evaluations: FoldEvaluation[];
  hasResent: boolean;
}

function markResent(traces: ReadonlyMap<string, GrowingTrace>, rows: readonly SpanRow[]): void {
  const stored = new Map<string, number>();
  for (const { trace_id } of rows) stored.set(trace_id, (stored.get(trace_id) ?? 0) + 1);
  for (const [traceId, trace] of traces) trace.hasResent = (stored.get(traceId) ?? 0) > trace.spans.length;
}

/** Whether an execution of a trace began and has no end yet: only such ones can have a heartbeat that counts. */
function mayRun({ spans, events }: TraceInput): boolean {
  const begun = new Set<string>();
  for (const { type, spanId } of events) if (type === 'execution_start') begun.add(spanId);
  if (begun.size === 0) return false;
  for (const { executionKind, type, spanId } of events)
    if (executionKind !== null && type !== 'execution_start') begun.delete(spanId);
  for (const { spanId, endUs } of spans) if (endUs !== null) begun.delete(spanId);
  return begun.size > 0;
}

function spanInput(row: SpanRow): FoldSpan {
  const hasUsage = row.input_tokens !== null;
  return {
    spanId: row.span_id,
    parentSpanId: row.parent_span_id,
    name: row.name,
    kind: row.kind,
    startUs: row.start_us,
    endUs: row.end_us,
    failed: row.status === STATUS_ERROR,
    statusMessage: row.status_message,
    service: row.service ?? '',
    environment: row.environment,
    serviceVersion: row.service_version,
    executionId: row.execution_id,
    operation: row.operation,
    label: row.label,
    inference:
      row.model !== null || hasUsage
        ? {
            provider: row.provider,
            model: row.model ?? 'unknown',
            usage: hasUsage
              ? {
                  input: row.input_tokens ?? 0,
                  output: row.output_tokens ?? 0,
                  cacheRead: row.cache_read_tokens ?? 0,
                  cacheWrite: row.cache_write_tokens ?? 0,
                  reasoning: row.reasoning_tokens ?? 0,
                }
              : null,
            costPico: row.cost_pico,
            costSource: row.cost_source,
          }
        : null,
    errorType: row.error_type,
    facts: row.facts ?? {},
  };
}

function eventInputOf(
  row: EventRowOfTrace & { readonly attributes: Attributes },
  prices: PriceTable,
): FoldEvent {
  const { id, type, attributes } = row;
  return eventInput(
    {
      id,
      type,
      timeUs: row.time_us,
      spanId: row.span_id,
      executionId: row.execution_id,
      service: row.service ?? '',
      environment: row.environment,
      serviceVersion: row.service_version,
      attributes,
    },
    prices,
  );
}
