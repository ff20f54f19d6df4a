/** What the OTLP decoders hand to the store: plain records, one form for every transport and encoding. */

/**
 * What JSON and PostgreSQL can hold: integers beyond 2^53 are their decimal text, NaN and infinities their names,
 * bytes base64; texts are well-formed and have no NUL.
 */
export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | readonly AttributeValue[]
  | { readonly [key: string]: AttributeValue };
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** Who sent a record. `resource` holds all resource attributes; the service's name stands apart for speed. */
export interface Source {
  readonly service: string;
  readonly resource: Attributes;
  readonly scopeName: string;
  readonly scopeVersion: string;
}

/** Ids are lower-case hex, 32 and 16 digits. Times are integer microseconds since the epoch. */
export interface SpanRecord {
  readonly source: Source;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  /** OTLP SpanKind, 0 to 5. */
  readonly kind: number;
  readonly startUs: number;
  /** null where the sender gave no end. */
  readonly endUs: number | null;
  /** OTLP StatusCode: 0 unset, 1 ok, 2 error. */
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
}

export interface SpanEvent {
  readonly name: string;
  /** The start of the span where the event has no time of its own. */
  readonly timeUs: number;
  readonly attributes: Attributes;
}

/** OpenTelemetry lets a link have attributes alone: its ids are then ''. */
export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
}

export interface LogRecord {
  readonly source: Source;
  /** Time of the record, else of its observation, else of its arrival. */
  readonly timeUs: number;
  readonly severityNumber: number;
  readonly severityText: string;
  /** '' where the record is no event. */
  readonly eventName: string;
  readonly body: AttributeValue;
  readonly attributes: Attributes;
  readonly traceId: string | null;
  readonly spanId: string | null;
}

export interface MetricPoint {
  readonly source: Source;
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly kind: 'gauge' | 'sum' | 'histogram' | 'exponential_histogram' | 'summary';
  readonly monotonic: boolean;
  /** OTLP AggregationTemporality: 0 unspecified, 1 delta, 2 cumulative. */
  readonly temporality: number;
  readonly attributes: Attributes;
  readonly startUs: number | null;
  readonly timeUs: number;
  /** Value of gauges and sums; sum of the others. Null where there is none, and where it is no finite number. */
  readonly value: number | null;
  /** Number of observations; null for gauges and sums. */
  readonly count: number | null;
  /**
   * What else the point holds: `min`, `max`; `bounds` and `bucket_counts`; `scale`, `zero_count`, `zero_threshold`,
   * `positive` and `negative` (each `offset`, `bucket_counts`); `quantiles` (each `quantile`, `value`); `value` as a
   * text where it is not finite; `no_recorded_value` where the series has ended.
   */
  readonly detail: Attributes | null;
}

export type Signal = 'traces' | 'logs' | 'metrics';

/** Part of a request that was left out, and why: becomes the answer's `partial_success`. */
export interface Rejection {
  readonly count: number;
  readonly message: string;
}

export type Decoded =
  | {
      readonly signal: 'traces';
      readonly records: readonly SpanRecord[];
      readonly rejection: Rejection | null;
    }
  | { readonly signal: 'logs'; readonly records: readonly LogRecord[]; readonly rejection: Rejection | null }
  | {
      readonly signal: 'metrics';
      readonly records: readonly MetricPoint[];
      readonly rejection: Rejection | null;
    };

/** Stores a decoded request; resolves after commit. Rejects with a `HubError` (see errors.ts) where it cannot. */
export type Ingest = (project: string, decoded: Decoded) => Promise<void>;
