import { randomBytes } from 'node:crypto';
import { Attr, eventName } from '../../shim/src/conventions/index.ts';
import { type PlainSpan, postJson, tracesBody } from './otlp-json.ts';

const hex = (bytes: number) => randomBytes(bytes).toString('hex');
const nanos = (ms: number) => `${Math.round(ms * 1_000)}000`;
const textAttribute = (key: string, value: string) => ({ key, value: { stringValue: value } });

const SERVICE = 'browser-test';

/** Sends spans to a hub; fails where the hub does not take them. */
export async function sendSpans(url: string, spans: readonly PlainSpan[]): Promise<void> {
  const { status } = await postJson(`${url}/v1/traces`, tracesBody(SERVICE, spans));
  if (status !== 200) throw new Error(`POST /v1/traces answered ${status}`);
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
  const [traceId, spanId] = [hex(16), hex(8)];
  return { traceId, spanId, id: traceId + spanId, startMs, agent };
}

/** Sends log records of a run. */
export async function sendRecords(
  url: string,
  run: SampleRun,
  records: readonly SampleRecord[],
): Promise<void> {
  const logRecords = records.map((record, index) => ({
    timeUnixNano: nanos(run.startMs + index),
    traceId: run.traceId,
    spanId: run.spanId,
    severityNumber: record.severityNumber,
    severityText: record.severityText,
    body: { stringValue: record.text },
    ...(record.event ? { eventName: record.event } : {}),
    attributes: [
      textAttribute(Attr.logRecordUid, hex(12)),
      ...Object.entries(record.attributes ?? {}).map(([key, value]) => textAttribute(key, value)),
    ],
  }));
  const { status } = await postJson(`${url}/v1/logs`, {
    resourceLogs: [
      {
        resource: { attributes: [textAttribute('service.name', SERVICE)] },
        scopeLogs: [{ scope: { name: 'test' }, logRecords }],
      },
    ],
  });
  if (status !== 200) throw new Error(`POST /v1/logs answered ${status}`);
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
    spanId: hex(8),
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
