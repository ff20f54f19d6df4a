import protobuf from 'protobufjs';
import { type DecodedOf, decode, type Encoding } from './decode.ts';
import { defaultOtlpLimits, type OtlpLimits } from './limits.ts';
import type { Signal } from './records.ts';

// Values at our depth limit are messages deeper than what protobufjs encodes unasked.
Object.assign(protobuf.util, { recursionLimit: 1000 });

/**
 * For tests and benchmarks: the messages of opentelemetry-proto 1.9, encoded and decoded by protobufjs, which shares
 * no code with our reader.
 */
const messages = protobuf.parse(`
  syntax = "proto3";
  message Resource { repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; }
  message Scope { string name = 1; string version = 2; repeated KeyValue attributes = 3; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue {
    oneof value {
      string string_value = 1;
      bool bool_value = 2;
      int64 int_value = 3;
      double double_value = 4;
      ArrayValue array_value = 5;
      KeyValueList kvlist_value = 6;
      bytes bytes_value = 7;
    }
  }
  message ArrayValue { repeated AnyValue values = 1; }
  message KeyValueList { repeated KeyValue values = 1; }

  message TracesRequest { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; string schema_url = 3; }
  message ScopeSpans { Scope scope = 1; repeated Span spans = 2; string schema_url = 3; }
  message Span {
    bytes trace_id = 1;
    bytes span_id = 2;
    string trace_state = 3;
    bytes parent_span_id = 4;
    fixed32 flags = 16;
    string name = 5;
    int32 kind = 6;
    fixed64 start_time_unix_nano = 7;
    fixed64 end_time_unix_nano = 8;
    repeated KeyValue attributes = 9;
    uint32 dropped_attributes_count = 10;
    repeated Event events = 11;
    uint32 dropped_events_count = 12;
    repeated Link links = 13;
    uint32 dropped_links_count = 14;
    Status status = 15;
    message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; }
    message Link {
      bytes trace_id = 1;
      bytes span_id = 2;
      string trace_state = 3;
      repeated KeyValue attributes = 4;
      fixed32 flags = 6;
    }
  }
  message Status { string message = 2; int32 code = 3; }

  message LogsRequest { repeated ResourceLogs resource_logs = 1; }
  message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; }
  message ScopeLogs { Scope scope = 1; repeated LogRecord log_records = 2; }
  message LogRecord {
    fixed64 time_unix_nano = 1;
    fixed64 observed_time_unix_nano = 11;
    int32 severity_number = 2;
    string severity_text = 3;
    AnyValue body = 5;
    repeated KeyValue attributes = 6;
    uint32 dropped_attributes_count = 7;
    fixed32 flags = 8;
    bytes trace_id = 9;
    bytes span_id = 10;
    string event_name = 12;
  }

  message MetricsRequest { repeated ResourceMetrics resource_metrics = 1; }
  message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
  message ScopeMetrics { Scope scope = 1; repeated Metric metrics = 2; }
  message Metric {
    string name = 1;
    string description = 2;
    string unit = 3;
    oneof data {
      Gauge gauge = 5;
      Sum sum = 7;
      Histogram histogram = 9;
      ExponentialHistogram exponential_histogram = 10;
      Summary summary = 11;
    }
  }
  message Gauge { repeated NumberDataPoint data_points = 1; }
  message Sum { repeated NumberDataPoint data_points = 1; int32 aggregation_temporality = 2; bool is_monotonic = 3; }
  message Histogram { repeated HistogramDataPoint data_points = 1; int32 aggregation_temporality = 2; }
  message ExponentialHistogram { repeated ExponentialPoint data_points = 1; int32 aggregation_temporality = 2; }
  message Summary { repeated SummaryDataPoint data_points = 1; }
  message NumberDataPoint {
    repeated KeyValue attributes = 7;
    fixed64 start_time_unix_nano = 2;
    fixed64 time_unix_nano = 3;
    oneof value { double as_double = 4; sfixed64 as_int = 6; }
    repeated Exemplar exemplars = 5;
    uint32 flags = 8;
  }
  message HistogramDataPoint {
    repeated KeyValue attributes = 9;
    fixed64 start_time_unix_nano = 2;
    fixed64 time_unix_nano = 3;
    fixed64 count = 4;
    optional double sum = 5;
    repeated fixed64 bucket_counts = 6;
    repeated double explicit_bounds = 7;
    repeated Exemplar exemplars = 8;
    uint32 flags = 10;
    optional double min = 11;
    optional double max = 12;
  }
  message ExponentialPoint {
    repeated KeyValue attributes = 1;
    fixed64 start_time_unix_nano = 2;
    fixed64 time_unix_nano = 3;
    fixed64 count = 4;
    optional double sum = 5;
    sint32 scale = 6;
    fixed64 zero_count = 7;
    Buckets positive = 8;
    Buckets negative = 9;
    uint32 flags = 10;
    repeated Exemplar exemplars = 11;
    optional double min = 12;
    optional double max = 13;
    double zero_threshold = 14;
    message Buckets { sint32 offset = 1; repeated uint64 bucket_counts = 2; }
  }
  message SummaryDataPoint {
    repeated KeyValue attributes = 7;
    fixed64 start_time_unix_nano = 2;
    fixed64 time_unix_nano = 3;
    fixed64 count = 4;
    double sum = 5;
    repeated ValueAtQuantile quantile_values = 6;
    uint32 flags = 8;
    message ValueAtQuantile { double quantile = 1; double value = 2; }
  }
  message Exemplar {
    repeated KeyValue filtered_attributes = 7;
    fixed64 time_unix_nano = 2;
    oneof value { double as_double = 3; sfixed64 as_int = 6; }
    bytes span_id = 4;
    bytes trace_id = 5;
  }

  message ExportResponse { PartialSuccess partial_success = 1; }
  message PartialSuccess { int64 rejected = 1; string error_message = 2; }
  message RpcStatus { int32 code = 1; string message = 2; repeated Any details = 3; }
  message Any { string type_url = 1; bytes value = 2; }
  message BadRequest {
    repeated FieldViolation field_violations = 1;
    message FieldViolation { string field = 1; string description = 2; }
  }
  message RetryInfo { Duration retry_delay = 1; }
  message Duration { int64 seconds = 1; int32 nanos = 2; }
`).root;

export const requestTypes: Readonly<Record<Signal, protobuf.Type>> = {
  traces: messages.lookupType('TracesRequest'),
  logs: messages.lookupType('LogsRequest'),
  metrics: messages.lookupType('MetricsRequest'),
};

export const otlpType = (name: string): protobuf.Type => messages.lookupType(name);

/** What protobufjs reads from bytes, with 64-bit integers as text and without defaults. */
export function readMessage(name: string, bytes: Uint8Array): Record<string, unknown> {
  const type = otlpType(name);
  return type.toObject(type.decode(bytes), { longs: String });
}

/** The body of a request that is given in OTLP's JSON form. */
export function bodyOf(encoding: Encoding, signal: Signal, request: object): Buffer {
  if (encoding === 'json') return Buffer.from(JSON.stringify(request));
  const type = requestTypes[signal];
  return Buffer.from(type.encode(type.fromObject(withByteIds(request) as object)).finish());
}

function withByteIds(value: unknown, key = ''): unknown {
  if (typeof value === 'string' && /^(trace|span|parentSpan)Id$/.test(key)) return Buffer.from(value, 'hex');
  if (Array.isArray(value)) return value.map((item) => withByteIds(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withByteIds(inner, name)]));
}

/** A span that nothing is wrong with. */
export const goodSpan = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  name: 'chat gpt-4o',
  startTimeUnixNano: '1763783738123456789',
  endTimeUnixNano: '1763783739000000000',
};

export const spansRequest = (...spans: object[]) => ({
  resourceSpans: [{ resource: {}, scopeSpans: [{ scope: { name: 'test' }, spans }] }],
});
export const logsRequest = (...logRecords: object[]) => ({
  resourceLogs: [{ scopeLogs: [{ logRecords }] }],
});
export const metricsRequest = (...metrics: object[]) => ({
  resourceMetrics: [{ scopeMetrics: [{ metrics }] }],
});

/** When records without a time of their own arrived. */
export const arrivalUs = 1_763_783_740_000_000;

export function decodeBody<S extends Signal>(
  signal: S,
  encoding: Encoding,
  body: Buffer,
  limits: Partial<OtlpLimits> = {},
): DecodedOf<S> {
  return decode(signal, encoding, body, { ...defaultOtlpLimits, ...limits }, arrivalUs);
}

export const decodeSpans = (encoding: Encoding, ...spans: object[]) =>
  decodeBody('traces', encoding, bodyOf(encoding, 'traces', spansRequest(...spans)));
export const decodeLogs = (encoding: Encoding, ...logs: object[]) =>
  decodeBody('logs', encoding, bodyOf(encoding, 'logs', logsRequest(...logs)));
export const decodeMetrics = (encoding: Encoding, ...metrics: object[]) =>
  decodeBody('metrics', encoding, bodyOf(encoding, 'metrics', metricsRequest(...metrics)));
