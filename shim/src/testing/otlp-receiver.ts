import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import {
  type AnyValue,
  decodeRequest,
  type KeyValue,
  type Plain,
  type PlainAttributes,
  plainAttributes,
  plainValue,
} from './otlp-messages.ts';

export interface ReceivedSpan {
  readonly scope: string;
  readonly resource: PlainAttributes;
  readonly traceId: string;
  readonly spanId: string;
  /** '' for a root span. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: number;
  readonly startUs: number;
  readonly endUs: number;
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly attributes: PlainAttributes;
  readonly events: readonly { readonly name: string; readonly attributes: PlainAttributes }[];
}

export interface ReceivedLog {
  readonly scope: string;
  readonly resource: PlainAttributes;
  /** '' for a plain log record. */
  readonly eventName: string;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: Plain;
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: PlainAttributes;
}

export interface ReceivedPoint {
  readonly name: string;
  readonly unit: string;
  readonly kind: 'gauge' | 'sum' | 'counter' | 'histogram';
  readonly attributes: PlainAttributes;
  /** Value; the sum of a histogram. */
  readonly value: number;
  readonly count: number;
  readonly bounds: readonly number[];
}

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** What the receiver answers; 200 without a body unless told. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: Uint8Array;
}

export interface OtlpReceiver {
  readonly url: string;
  readonly requests: ReceivedRequest[];
  /** Connections that were opened so far. */
  readonly connections: () => number;
  readonly spans: ReceivedSpan[];
  readonly logs: ReceivedLog[];
  /** Points of the last request of metrics. */
  readonly points: ReceivedPoint[];
  /** Called for each request before it is kept; what it answers other than 200 is not kept. */
  answer: (request: ReceivedRequest) => Answer;
  /** The events among the log records. */
  readonly events: () => ReceivedLog[];
  readonly clear: () => void;
  /** Cuts all connections; new ones are taken. */
  readonly disconnect: () => void;
  readonly close: () => Promise<void>;
}

/** A real OTLP/HTTP receiver on loopback that keeps what comes. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const server = createServer(async (request, response) => {
    const received = { path: request.url ?? '', headers: request.headers };
    const body = await bodyOf(request);
    receiver.requests.push(received);
    const { status = 200, headers = {}, body: answer = new Uint8Array() } = receiver.answer(received);
    if (status === 200) keep(receiver, received.path, body);
    response.writeHead(status, { 'content-type': 'application/x-protobuf', ...headers }).end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  server.unref();
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver has no port');
  const receiver: OtlpReceiver = {
    url: `http://127.0.0.1:${address.port}`,
    requests: [],
    connections: () => connections,
    spans: [],
    logs: [],
    points: [],
    answer: () => ({}),
    events: () => receiver.logs.filter(({ eventName }) => eventName !== ''),
    clear: () => {
      for (const list of [receiver.requests, receiver.spans, receiver.logs, receiver.points]) list.length = 0;
    },
    disconnect: () => server.closeAllConnections(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

function keep(receiver: OtlpReceiver, path: string, body: Uint8Array): void {
  if (path === '/v1/traces') {
    for (const { items, ...origin } of decodeRequest('Traces', body)) {
      receiver.spans.push(...items.map((item) => ({ ...origin, ...spanOf(item) })));
    }
  } else if (path === '/v1/logs') {
    for (const { items, ...origin } of decodeRequest('Logs', body)) {
      receiver.logs.push(...items.map((item) => ({ ...origin, ...logOf(item) })));
    }
  } else if (path === '/v1/metrics') {
    receiver.points.length = 0;
    for (const { items } of decodeRequest('Metrics', body)) receiver.points.push(...items.flatMap(pointsOf));
  }
}

const hex = (bytes: unknown) => Buffer.from((bytes as Uint8Array | undefined) ?? []).toString('hex');
const text = (value: unknown) => (typeof value === 'string' ? value : '');
const number = (value: unknown) => Number(value ?? 0);
const microseconds = (nanoseconds: unknown) => Number(BigInt(text(nanoseconds)) / 1000n);
const attributesOf = (item: Record<string, unknown>) =>
  plainAttributes(item.attributes as readonly KeyValue[] | undefined);

function spanOf(item: Record<string, unknown>) {
  const status = (item.status ?? {}) as Record<string, unknown>;
  return {
    traceId: hex(item.traceId),
    spanId: hex(item.spanId),
    parentSpanId: hex(item.parentSpanId),
    name: text(item.name),
    kind: number(item.kind),
    startUs: microseconds(item.startTimeUnixNano),
    endUs: microseconds(item.endTimeUnixNano),
    statusCode: number(status.code),
    statusMessage: text(status.message),
    attributes: attributesOf(item),
    events: ((item.events ?? []) as Record<string, unknown>[]).map((event) => ({
      name: text(event.name),
      attributes: attributesOf(event),
    })),
  };
}

function logOf(item: Record<string, unknown>) {
  return {
    eventName: text(item.eventName),
    severityNumber: number(item.severityNumber),
    severityText: text(item.severityText),
    body: plainValue(item.body as AnyValue | undefined),
    traceId: hex(item.traceId),
    spanId: hex(item.spanId),
    attributes: attributesOf(item),
  };
}

function pointsOf(metric: Record<string, unknown>): ReceivedPoint[] {
  const kind = (['gauge', 'sum', 'histogram'] as const).find((name) => metric[name] !== undefined) ?? 'gauge';
  const data = (metric[kind] ?? {}) as { points?: Record<string, unknown>[]; monotonic?: boolean };
  return (data.points ?? []).map((point) => ({
    name: text(metric.name),
    unit: text(metric.unit),
    kind: kind === 'sum' && data.monotonic ? 'counter' : kind,
    attributes: attributesOf(point),
    value: number(point.asDouble ?? point.asInt ?? point.sum),
    count: number(point.count),
    bounds: (point.explicitBounds ?? []) as number[],
  }));
}
