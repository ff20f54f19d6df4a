import { Attr, eventName } from '../../shim/src/conventions/index.ts';
import type { PlainSpan } from './otlp-json.ts';
import * as send from './send.ts';
import { newSpanId, newTraceId } from './send.ts';

const SERVICE = 'browser-test';

/** Sends spans to a hub; fails where the hub does not take them. */
export function sendSpans(url: string, spans: readonly PlainSpan[]): Promise<void> {
  return send.sendSpans({ url }, spans, SERVICE);
}

/** One log record in the trace of a run; with `event` it is an event of that name. */
export interface SampleRecord {
  readonly severityNumber: number;
  readonly severityText: string;
  readonly text: string;
  readonly event?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface SampleRun {
  readonly traceId: string;
  readonly spanId: string;
  /** Trace id and span id: the id of the execution. */
  readonly id: string;
  readonly startMs: number;
  readonly agent: string;
}

/** Ids and start of a run that has not been sent yet. */
export function newRun(agent: string, startMs = Date.now()): SampleRun {
  const [traceId, spanId] = [newTraceId(), newSpanId()];
  return { traceId, spanId, id: traceId + spanId, startMs, agent };
}

/** Sends log records of a run. */
export function sendRecords(url: string, run: SampleRun, records: readonly SampleRecord[]): Promise<void> {
  const plain = records.map(({ severityNumber, severityText, text, event, attributes }, index) => ({
    timeMs: run.startMs + index,
    traceId: run.traceId,
    spanId: run.spanId,
    severity: severityNumber,
    severityText,
    body: text,
    ...(event ? { eventName: event } : {}),
    attributes: { [Attr.logRecordUid]: newTraceId(), ...attributes },
  }));
  return send.sendRecords({ url }, plain, SERVICE);
}

/** Says that a run has started, as the shim does at once, long before its span is sent. */
export function sendStart(url: string, run: SampleRun): Promise<void> {
  return sendRecords(url, run, [
    {
      severityNumber: 9,
      severityText: 'INFO',
      text: `Agent ${run.agent} started`,
      event: eventName('execution_start'),
      attributes: {
        [Attr.executionId]: run.id,
        [Attr.executionStart]: String(Math.round(run.startMs * 1_000)),
        [Attr.executionKind]: 'agent',
        [Attr.agentName]: run.agent,
        [Attr.executionOperation]: 'answer',
      },
    },
  ]);
}

/** The span of a run; without more it is completed and a second long. */
export function runSpan(run: SampleRun, with_: Partial<PlainSpan> = {}): PlainSpan {
  return {
    traceId: run.traceId,
    spanId: run.spanId,
    name: `invoke_agent ${run.agent}`,
    startMs: run.startMs,
    endMs: run.startMs + 1_000,
    ...with_,
    attributes: {
      [Attr.operationName]: 'invoke_agent',
      [Attr.agentName]: run.agent,
      [Attr.executionOperation]: 'answer',
      ...with_.attributes,
    },
  };
}

/** A span below a run, or below another span of it. */
export function childSpan(
  run: SampleRun,
  name: string,
  atMs: number,
  tookMs: number,
  with_: Partial<PlainSpan> = {},
): PlainSpan {
  return {
    traceId: run.traceId,
    spanId: newSpanId(),
    parentSpanId: run.spanId,
    name,
    startMs: run.startMs + atMs,
    endMs: run.startMs + atMs + tookMs,
    ...with_,
  };
}

/** An inference of a model; `gpt-4o-mini` has a price, `acme-private-1` has none. */
export function chatSpan(run: SampleRun, model: 'gpt-4o-mini' | 'acme-private-1', atMs: number): PlainSpan {
  return childSpan(run, `chat ${model}`, atMs, 300, {
    kind: 3,
    attributes: {
      [Attr.operationName]: 'chat',
      [Attr.providerName]: model === 'gpt-4o-mini' ? 'openai' : 'acme',
      [Attr.requestModel]: model,
      [Attr.responseModel]: model,
      [Attr.inputTokens]: 1_000_000,
      [Attr.outputTokens]: 2_000,
    },
  });
}
