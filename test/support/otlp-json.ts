/** OTLP/JSON requests written by hand, as a sender that knows nothing of Observatory would. */

type Plain = string | number | boolean | readonly string[];

export interface PlainSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** OTLP SpanKind; 1 is internal. */
  readonly kind?: number;
  /** Milliseconds since the epoch. */
  readonly startMs: number;
  readonly endMs?: number;
  readonly attributes?: Readonly<Record<string, Plain>>;
  readonly failure?: { readonly type: string; readonly message: string };
  /** Events at its start, such as an exception. */
  readonly events?: readonly {
    readonly name: string;
    readonly attributes: Readonly<Record<string, Plain>>;
  }[];
}

function anyValueOf(value: Plain): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number')
    return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return { arrayValue: { values: value.map((entry) => ({ stringValue: entry })) } };
}

const attributesOf = (attributes: Readonly<Record<string, Plain>> = {}) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: anyValueOf(value) }));

/** OTLP/JSON's nanoseconds since the epoch. */
export const nanos = (ms: number) => `${Math.round(ms * 1000)}000`;

/** The body of POST /v1/traces. */
export function tracesBody(
  service: string,
  spans: readonly PlainSpan[],
  resource: Readonly<Record<string, Plain>> = {},
): object {
  return {
    resourceSpans: [
      {
        resource: { attributes: attributesOf({ 'service.name': service, ...resource }) },
        scopeSpans: [
          {
            scope: { name: 'test' },
            spans: spans.map((span) => ({
              traceId: span.traceId,
              spanId: span.spanId,
              ...(span.parentSpanId ? { parentSpanId: span.parentSpanId } : {}),
              name: span.name,
              kind: span.kind ?? 1,
              startTimeUnixNano: nanos(span.startMs),
              ...(span.endMs === undefined ? {} : { endTimeUnixNano: nanos(span.endMs) }),
              attributes: attributesOf({
                ...span.attributes,
                ...(span.failure ? { 'error.type': span.failure.type } : {}),
              }),
              status: span.failure ? { code: 2, message: span.failure.message } : {},
              ...(span.events && {
                events: span.events.map(({ name, attributes }) => ({
                  timeUnixNano: nanos(span.startMs),
                  name,
                  attributes: attributesOf(attributes),
                })),
              }),
            })),
          },
        ],
      },
    ],
  };
}

export interface PlainRecord {
  /** Milliseconds since the epoch. */
  readonly timeMs: number;
  readonly body?: string;
  /** OTLP SeverityNumber; 9 is info. */
  readonly severity?: number;
  readonly severityText?: string;
  /** Makes the record an event. */
  readonly eventName?: string;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly attributes?: Readonly<Record<string, Plain>>;
}

/** The body of POST /v1/logs. */
export function logsBody(
  service: string,
  records: readonly PlainRecord[],
  resource: Readonly<Record<string, Plain>> = {},
): object {
  return {
    resourceLogs: [
      {
        resource: { attributes: attributesOf({ 'service.name': service, ...resource }) },
        scopeLogs: [
          {
            scope: { name: 'test' },
            logRecords: records.map(({ timeMs, body, severity, attributes, ...given }) => ({
              timeUnixNano: nanos(timeMs),
              severityNumber: severity ?? 9,
              body: { stringValue: body ?? '' },
              attributes: attributesOf(attributes),
              ...given,
            })),
          },
        ],
      },
    ],
  };
}

/** The body of POST /v1/metrics; metrics are given as OTLP/JSON writes them. */
export function metricsBody(service: string, metrics: readonly object[]): object {
  return {
    resourceMetrics: [
      {
        resource: { attributes: attributesOf({ 'service.name': service }) },
        scopeMetrics: [{ scope: { name: 'test' }, metrics }],
      },
    ],
  };
}

/** Posts JSON and gives the answer's status and body. */
export async function postJson(url: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}
