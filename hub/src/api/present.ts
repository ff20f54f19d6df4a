import { Attr, eventFactsOf, type ObservabilityEvent, severityOf } from '@observatory/shim/conventions';
import type { Fault, FoldedStep } from '../fold/results.ts';
import { type ModelTotals, sumOf } from '../fold/totals.ts';
import type { Usage as UsageFacts } from '../normalise/facts.ts';
import type { Attributes, AttributeValue } from '../otlp/records.ts';
import { beginningOf, MOST_OF_EVENT } from '../search/beginning.ts';
import type { EventRow } from '../store/batch.ts';
import type { ExecutionRow } from '../store/execution-row.ts';
import { isoOfMicros } from '../store/micros.ts';
import type { StoredLog, StoredSpan } from '../store/read-trace.ts';
import type { ListedSpan } from '../traces/list-spans.ts';
import { listedAttributes, listedSummary } from './listed.ts';
import type { Event, LogLine } from './schemas/execution-detail.ts';
import type { ExecutionSummary, Failure, ModelUsage, Step, Usage } from './schemas/executions.ts';
import type { Span, SpanLine } from './schemas/spans.ts';

/** Rows and folded values in the forms of the API (schemas.ts). */

const PICO_PER_USD = 1e12;
const spanKinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const statusCodes = ['unset', 'ok', 'error'] as const;

const usd = (pico: number | null) => (pico === null ? null : pico / PICO_PER_USD);
const iso = (us: number | null) => (us === null ? null : isoOfMicros(us));
const msBetween = (startUs: number, endUs: number | null) =>
  endUs === null ? null : (endUs - startUs) / 1000;

function usageOf(usage: UsageFacts): Usage {
  return {
    input_tokens: usage.input,
    output_tokens: usage.output,
    cache_read_tokens: usage.cacheRead,
    cache_write_tokens: usage.cacheWrite,
    reasoning_tokens: usage.reasoning,
  };
}

function modelOf(entry: ModelTotals): ModelUsage {
  return {
    provider: entry.provider,
    model: entry.model,
    calls: entry.calls,
    usage: usageOf(entry.usage),
    cost_usd: usd(entry.costPico),
    unpriced_calls: entry.unpriced,
  };
}

function failureOf(error: Fault | null): Failure | null {
  return error === null ? null : { type: error.type, message: error.message };
}

function figuresOf({ total, own }: ExecutionRow) {
  const all = sumOf(total);
  const alone = sumOf(own);
  return {
    usage: usageOf(all.usage),
    own_usage: usageOf(alone.usage),
    cost_usd: usd(all.costPico),
    own_cost_usd: usd(alone.costPico),
    unpriced_calls: all.unpriced,
    llm_calls: all.calls,
    tool_calls: total.toolCalls,
    models: total.models.map(modelOf),
  };
}

export function summaryOfRow(row: ExecutionRow): ExecutionSummary {
  return {
    id: row.id,
    trace_id: row.trace_id,
    span_id: row.span_id,
    parent_id: row.parent_id,
    kind: row.kind,
    name: row.name,
    operation: row.operation,
    status: row.status,
    error: row.error_type === null ? null : { type: row.error_type, message: row.error_message ?? '' },
    started_at: isoOfMicros(row.started_at),
    ended_at: iso(row.ended_at),
    duration_ms: msBetween(row.started_at, row.ended_at),
    last_event_at: isoOfMicros(row.last_event_at),
    service: row.service,
    environment: row.environment,
    version: row.version,
    user_id: row.user_id,
    session_id: row.session_id,
    task_id: row.task_id,
    conversation_id: row.conversation_id,
    step_count: row.step_count,
    marks: row.marks,
    ...figuresOf(row),
  };
}

/** An execution as lists and streams have it: of a long error the beginning. */
export const listedSummaryOfRow = (row: ExecutionRow) => listedSummary(summaryOfRow(row));

export function stepOf(step: FoldedStep, data: Record<string, unknown> | null): Step {
  const { inference } = step;
  return {
    step_id: step.stepId,
    parent_step_id: step.parentStepId,
    execution_id: step.executionId,
    child_execution_id: step.childExecutionId,
    kind: step.kind,
    name: step.name,
    status: step.status,
    started_at: isoOfMicros(step.startedUs),
    ended_at: iso(step.endedUs),
    duration_ms: msBetween(step.startedUs, step.endedUs),
    attempt: step.attempt,
    provider: inference?.provider ?? null,
    model: inference?.model ?? null,
    usage: inference?.usage ? usageOf(inference.usage) : null,
    cost_usd: usd(inference?.costPico ?? null),
    cost_source: inference?.costSource ?? null,
    error: failureOf(step.error),
    data,
  };
}

export function spanOf(row: StoredSpan): Span {
  return {
    trace_id: row.trace_id,
    span_id: row.span_id,
    parent_span_id: row.parent_span_id,
    name: row.name,
    kind: spanKinds[row.kind] ?? 'unspecified',
    service: row.service ?? '',
    start_time: isoOfMicros(row.start_time),
    end_time: iso(row.end_time),
    duration_ms: msBetween(row.start_time, row.end_time),
    status: statusCodes[row.status] ?? 'unset',
    status_message: row.status_message ?? '',
    attributes: row.attributes,
    resource: row.resource ?? {},
    events: (row.events ?? []).map(({ name, timeUs, attributes }) => ({
      name,
      time: isoOfMicros(timeUs),
      attributes,
    })),
    links: (row.links ?? []).map(({ traceId, spanId, attributes }) => ({
      trace_id: traceId,
      span_id: spanId,
      attributes,
    })),
  };
}

export function spanLineOf(row: ListedSpan): SpanLine {
  return {
    span_id: row.span_id,
    parent_span_id: row.parent_span_id,
    name: row.name,
    kind: spanKinds[row.kind] ?? 'unspecified',
    service: row.service ?? '',
    start_time: isoOfMicros(row.start_time),
    duration_ms: msBetween(row.start_time, row.end_time),
    status: statusCodes[row.status] ?? 'unset',
  };
}

export function eventOf(row: EventRow): Event {
  return {
    cursor: String(row.cursor),
    id: row.id,
    type: row.type,
    severity: row.severity,
    time: isoOfMicros(row.time),
    message: row.message,
    execution_id: row.execution_id,
    trace_id: row.trace_id,
    span_id: row.span_id,
    step: row.step,
    data: row.attributes,
  };
}

/** An event as lists have it: of long texts the beginning. */
export function listedEventOf(row: EventRow): Event {
  const event = eventOf(row);
  return {
    ...event,
    message: beginningOf(row.message, MOST_OF_EVENT),
    data: listedAttributes(row.attributes),
  };
}

export function logLineOf(row: StoredLog): LogLine {
  return {
    time: isoOfMicros(row.time),
    severity: severityOf(row.severity),
    severity_text: row.severity_text,
    message: row.body,
    service: row.service ?? '',
    trace_id: row.trace_id,
    span_id: row.span_id,
    attributes: row.attributes,
  };
}

/** An event in the form of the shim's own stream (VX9): what is not known is left out, of long texts the beginning is there. */
export function observabilityEventOf(row: EventRow, service: string | null): ObservabilityEvent {
  const { attributes } = row;
  return {
    id: row.id,
    type: row.type,
    severity: row.severity,
    timestamp: isoOfMicros(row.time),
    message: beginningOf(row.message, MOST_OF_EVENT),
    ...eventFactsOf(attributes),
    ...(row.execution_id !== null && { executionId: row.execution_id }),
    ...(row.step !== null && { step: row.step }),
    ...(service !== null && { service }),
    ...(row.trace_id !== null && { traceId: row.trace_id }),
    ...(row.span_id !== null && { spanId: row.span_id }),
    data: listedAttributes(attributes),
  };
}

/** A value that was sent as JSON text, as the value that it is; text that is no JSON stays text. */
export function jsonValue(value: AttributeValue | undefined): unknown {
  if (typeof value !== 'string') return value ?? null;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** What the service recorded with a step. */
export function stepDataOf(attributes: Attributes | undefined): Record<string, unknown> | null {
  const data = jsonValue(attributes?.[Attr.stepData]);
  if (data === null) return null;
  return typeof data === 'object' && !Array.isArray(data)
    ? (data as Record<string, unknown>)
    : { value: data };
}
