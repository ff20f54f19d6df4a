import {
  Attr,
  eventTypeOf,
  type InferenceOperation,
  inferenceOperations,
  recordNames,
  severityOf,
} from '@observatory/shim/conventions';
import type { SpanFacts } from '../normalise/facts.ts';
import { statusOf } from '../normalise/fault.ts';
import { normaliseSpan } from '../normalise/normalise.ts';
import type { Decoded, LogRecord, MetricPoint, Source, SpanRecord } from '../otlp/records.ts';
import type { Price, PriceTable } from '../prices/price-table.ts';
import { logPlace, spanPlace } from '../sealing/row-places.ts';
import { sealRow } from '../sealing/sealed-rows.ts';
import type { Sealing } from '../sealing/sealing.ts';
import { type HoldingColumns, holderOf } from './attribute-columns.ts';
import { type Batch, emptyBatch, type PendingEvent } from './batch.ts';
import { boundedName, boundedNullable } from './bounds.ts';
import { copyHex, copyJson, copyNullable, copyText, NULL } from './copy-text.ts';
import { executionIdOf } from './execution-id.ts';
import { hash63 } from './hash63.ts';
import { heartbeatsOf } from './heartbeats.ts';
import { LogIds } from './log-ids.ts';
import { isoOfMicros, MINUTE_US, nowMicros } from './micros.ts';
import { snapshotOf, withoutState } from './snapshots.ts';
import type { SourceIds } from './source-ids.ts';
import { storedFactsOf } from './stored-facts.ts';

export interface RowContext {
  readonly sources: SourceIds;
  readonly prices: PriceTable;
  readonly sealing: Sealing;
}

/** What a decoded request adds to the store. */
export interface Rows {
  readonly batch: Batch;
  /** Entries of heartbeats that are none. */
  readonly leftOut: number;
}

/** The rows that a decoded request adds to the store. Pure but for the caches in the context and the clock. */
export function batchOf(project: string, decoded: Decoded, context: RowContext): Rows {
  const batch = emptyBatch();
  let leftOut = 0;
  if (decoded.signal === 'traces') for (const span of decoded.records) addSpan(batch, project, span, context);
  else if (decoded.signal === 'logs') {
    const ids = new LogIds();
    for (const log of decoded.records) leftOut += addLog(batch, project, log, ids, context);
  } else for (const point of decoded.records) addPoint(batch, project, point, context);
  return { batch, leftOut };
}

function addSource(batch: Batch, project: string, source: Source, context: RowContext): bigint {
  const id = context.sources.idOf(source);
  if (!context.sources.isStored(project, id)) batch.sources.set(`${project} ${id}`, { project, id, source });
  return id;
}

export function isInference(operation: string | null): operation is InferenceOperation {
  return (inferenceOperations as readonly (string | null)[]).includes(operation);
}

/** The price of an inference; null for what is none, and for one that used nothing. */
export function priceOf(facts: SpanFacts, atUs: number, prices: PriceTable): Price | null {
  if (!isInference(facts.operation) || !facts.usage) return null;
  const { provider, requestModel, responseModel, operation, usage, reportedCostUsd } = facts;
  const at = new Date(atUs / 1000);
  return prices.price({ provider, requestModel, responseModel, operation, usage, at, reportedCostUsd });
}

function addSpan(batch: Batch, project: string, span: SpanRecord, context: RowContext): void {
  const facts = normaliseSpan(span);
  const price = priceOf(facts, span.startUs, context.prices);
  const usage = facts.usage;
  const model = facts.responseModel ?? facts.requestModel;
  const isAgents = facts.operation !== null || facts.servedTool !== null;
  const content = sealRow(context.sealing, spanPlace(project, span.traceId, span.spanId), {
    status_message: span.statusMessage === '' ? null : span.statusMessage,
    facts: isAgents ? orNothing(storedFactsOf(facts, span.attributes)) : null,
    attributes: span.attributes,
    events: span.events.length === 0 ? null : span.events,
    links: span.links.length === 0 ? null : span.links,
  });
  const row: HoldingColumns = {
    operation: facts.operation,
    label: boundedNullable(facts.label),
    provider: boundedNullable(facts.provider),
    model: boundedNullable(model),
    error_type: boundedNullable(facts.errorType),
    execution_id: executionIdOf(span.attributes[Attr.executionId]),
    input_tokens: usage?.input ?? null,
    output_tokens: usage?.output ?? null,
    cache_read_tokens: usage && orNull(usage.cacheRead),
    cache_write_tokens: usage && orNull(usage.cacheWrite),
    reasoning_tokens: usage && orNull(usage.reasoning),
    facts: content.facts,
  };
  const shaped = context.sources.shapes.shape(project, content.attributes, row, holderOf);
  const costSource = price?.source ?? null;
  const { operation, label, provider } = row;
  // Of a step that the service named the name may be anything: it stays in the row, which goes one day.
  const common =
    shaped === null || operation === null || operation === 'step'
      ? null
      : context.sources.shapes.withCommon(project, shaped.shape, {
          ...{ name: span.name, operation, label, provider, model: row.model, cost_source: costSource },
        });
  const shape = common ?? shaped?.shape ?? null;
  const own = (value: string | null) => (common === null ? copyNullable(value) : NULL);
  if (shape !== null && !shape.isStored)
    batch.shapes.set(`${project} ${shape.id}`, { project, id: shape.id, shape });
  batch.spans.push(
    [
      copyText(project),
      isoOfMicros(span.startUs),
      copyHex(span.traceId),
      copyHex(span.spanId),
      copyHex(span.parentSpanId),
      span.endUs === null ? NULL : isoOfMicros(span.endUs),
      own(span.name),
      span.kind,
      statusOf(span),
      copyNullable(content.status_message),
      addSource(batch, project, span.source, context),
      copyHex(row.execution_id),
      own(operation),
      own(label),
      own(provider),
      own(row.model),
      copyNullable(row.input_tokens),
      copyNullable(row.output_tokens),
      copyNullable(row.cache_read_tokens),
      copyNullable(row.cache_write_tokens),
      copyNullable(row.reasoning_tokens),
      copyNullable(price?.costPico),
      own(costSource),
      copyNullable(row.error_type),
      copyJson(row.facts),
      shaped === null ? copyJson(content.attributes) : NULL,
      copyJson(content.events),
      copyJson(content.links),
      copyNullable(content.sealed_by),
      shape === null ? NULL : shape.id,
      shaped === null ? NULL : copyText(shaped.values),
    ].join('\t'),
  );
  batch.traces.add(`${project} ${span.traceId}`);
}

/** Null for what has no members. */
function orNothing<T extends object>(value: T): T | null {
  for (const _ in value) return value;
  return null;
}

/** Most calls have none of these tokens: a null takes no room. */
const orNull = (tokens: number) => (tokens === 0 ? null : tokens);

/** Returns how many entries of a heartbeat it left out. */
function addLog(batch: Batch, project: string, log: LogRecord, ids: LogIds, context: RowContext): number {
  const name = eventNameOf(log);
  if (name === recordNames.heartbeat) return addHeartbeats(batch, project, log);
  const sourceId = addSource(batch, project, log.source, context);
  const id = ids.idOf(log, sourceId);
  const type = eventTypeOf(name);
  const executionId = executionIdOf(log.attributes[Attr.executionId]);
  // A line from a run that is reported by hand has no span around it, but says which run it is of.
  const traceId = log.traceId ?? executionId?.slice(0, 32) ?? null;
  const spanId = log.spanId ?? executionId?.slice(32) ?? null;
  const body = typeof log.body === 'string' ? log.body : log.body === null ? '' : JSON.stringify(log.body);
  if (type === undefined) {
    const content = sealRow(context.sealing, logPlace(project, id), {
      body,
      attributes: name === '' ? log.attributes : { [Attr.eventName]: name, ...log.attributes },
    });
    batch.logs.push(
      [
        copyText(project),
        isoOfMicros(log.timeUs),
        copyText(id),
        log.severityNumber,
        copyText(boundedName(log.severityText)),
        copyText(content.body),
        copyHex(traceId),
        copyHex(spanId),
        sourceId,
        copyJson(content.attributes),
        copyNullable(content.sealed_by),
      ].join('\t'),
    );
    if (name === recordNames.evaluation && traceId !== null) batch.traces.add(`${project} ${traceId}`);
    return 0;
  }
  const step = log.attributes[Attr.stepName];
  const event: PendingEvent = {
    project,
    time: log.timeUs,
    id,
    type,
    severity: severityOf(log.severityNumber),
    message: body,
    execution_id: executionId,
    trace_id: traceId,
    span_id: spanId,
    step: typeof step === 'string' ? boundedName(step) : null,
    source_id: sourceId,
    service: log.source.service,
    attributes: log.attributes,
  };
  const snapshot = snapshotOf(event);
  if (snapshot === null) batch.events.push(event);
  else {
    batch.snapshots.set(`${project} ${snapshot.execution_id} ${snapshot.sequence}`, snapshot);
    batch.events.push({ ...event, attributes: withoutState(event.attributes) });
  }
  if (traceId !== null) batch.traces.add(`${project} ${traceId}`);
  return 0;
}

/** By its field or attribute. Collectors before 0.116 lose the field; no other record names an evaluation. */
function eventNameOf({ eventName, attributes }: LogRecord): string {
  const given = attributes[Attr.eventName];
  if (eventName !== '') return eventName;
  if (typeof given === 'string' && given !== '') return given;
  return typeof attributes[Attr.evaluationName] === 'string' ? recordNames.evaluation : '';
}

function addHeartbeats(batch: Batch, project: string, log: LogRecord): number {
  const executions = log.attributes[Attr.heartbeatExecutions];
  const { heartbeats, leftOut } = heartbeatsOf(project, executions, nowMicros());
  for (const one of heartbeats)
    batch.heartbeats.set(`${project} ${one.traceId} ${one.spanId} ${one.startUs}`, one);
  return leftOut;
}

function addPoint(batch: Batch, project: string, point: MetricPoint, context: RowContext): void {
  const sourceId = addSource(batch, project, point.source, context);
  const { name, kind, unit, monotonic, temporality, attributes } = point;
  const seriesId = hash63([name, kind, unit, String(sourceId), attributes]);
  batch.series.set(`${project} ${seriesId}`, {
    project,
    id: seriesId,
    name: boundedName(name),
    kind,
    unit,
    monotonic,
    temporality,
    sourceId,
    attributes,
  });
  const minuteUs = Math.floor(point.timeUs / MINUTE_US) * MINUTE_US;
  const key = `${project} ${seriesId} ${minuteUs}`;
  const known = batch.samples.get(key);
  if (known && known.timeUs > point.timeUs) return;
  const { timeUs, value, detail } = point;
  // An unsigned count can be larger than PostgreSQL's bigint.
  const count = point.count === null ? null : Math.min(point.count, Number.MAX_SAFE_INTEGER);
  batch.samples.set(key, { project, minuteUs, seriesId, timeUs, value, count, detail });
}
