import protobuf from 'protobufjs';

/** As much of OTLP as the shim sends (field numbers: opentelemetry-proto 1.x). */
const source = `syntax = "proto3";
message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3;
  double double_value = 4; ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7; } }
message ArrayValue { repeated AnyValue values = 1; }
message KeyValueList { repeated KeyValue values = 1; }
message KeyValue { string key = 1; AnyValue value = 2; }
message Resource { repeated KeyValue attributes = 1; }
message Scope { string name = 1; string version = 2; }

message Status { string message = 2; int32 code = 3; }
message SpanEvent { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; }
message Span { bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; int32 kind = 6;
  fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9;
  repeated SpanEvent events = 11; Status status = 15; }
message ScopeSpans { Scope scope = 1; repeated Span items = 2; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scopes = 2; }
message Traces { repeated ResourceSpans resources = 1; }

message LogRecord { fixed64 time_unix_nano = 1; int32 severity_number = 2; string severity_text = 3;
  AnyValue body = 5; repeated KeyValue attributes = 6; bytes trace_id = 9; bytes span_id = 10;
  string event_name = 12; }
message ScopeLogs { Scope scope = 1; repeated LogRecord items = 2; }
message ResourceLogs { Resource resource = 1; repeated ScopeLogs scopes = 2; }
message Logs { repeated ResourceLogs resources = 1; }

message NumberPoint { repeated KeyValue attributes = 7; oneof value { double as_double = 4; sfixed64 as_int = 6; } }
message HistogramPoint { repeated KeyValue attributes = 9; fixed64 count = 4; double sum = 5;
  repeated fixed64 bucket_counts = 6; repeated double explicit_bounds = 7; }
message Gauge { repeated NumberPoint points = 1; }
message Sum { repeated NumberPoint points = 1; int32 temporality = 2; bool monotonic = 3; }
message Histogram { repeated HistogramPoint points = 1; int32 temporality = 2; }
message Metric { string name = 1; string unit = 3; Gauge gauge = 5; Sum sum = 7; Histogram histogram = 9; }
message ScopeMetrics { Scope scope = 1; repeated Metric items = 2; }
message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scopes = 2; }
message Metrics { repeated ResourceMetrics resources = 1; }

message PartialSuccess { int64 rejected = 1; string error_message = 2; }
message Answer { PartialSuccess partial_success = 1; }
`;
const { root } = protobuf.parse(source);

export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };
export type PlainAttributes = Readonly<Record<string, Plain>>;

/** The scopes of a request with their items, as plain objects. */
export interface DecodedScope {
  readonly resource: PlainAttributes;
  readonly scope: string;
  readonly items: readonly Record<string, unknown>[];
}

interface DecodedRequest {
  readonly resources?: readonly {
    readonly resource?: { readonly attributes?: readonly KeyValue[] };
    readonly scopes?: readonly {
      readonly scope?: { readonly name?: string };
      readonly items?: readonly Record<string, unknown>[];
    }[];
  }[];
}
export interface KeyValue {
  readonly key: string;
  readonly value?: AnyValue;
}
export interface AnyValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  /** A 64-bit number, as text. */
  readonly intValue?: string;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: readonly AnyValue[] };
  readonly kvlistValue?: { readonly values?: readonly KeyValue[] };
}

/** Takes a request's body apart. */
export function decodeRequest(type: 'Traces' | 'Logs' | 'Metrics', body: Uint8Array): DecodedScope[] {
  const message = root.lookupType(type);
  const request = message.toObject(message.decode(body), { longs: String, arrays: true }) as DecodedRequest;
  return (request.resources ?? []).flatMap(({ resource, scopes }) =>
    (scopes ?? []).map(({ scope, items }) => ({
      resource: plainAttributes(resource?.attributes),
      scope: scope?.name ?? '',
      items: items ?? [],
    })),
  );
}

/** The answer of a receiver that refuses some of the records. */
export function encodePartialSuccess(rejected: number, errorMessage: string): Uint8Array {
  const message = root.lookupType('Answer');
  return message.encode(message.fromObject({ partialSuccess: { rejected, errorMessage } })).finish();
}

export function plainAttributes(pairs: readonly KeyValue[] | undefined): PlainAttributes {
  return Object.fromEntries((pairs ?? []).map(({ key, value }) => [key, plainValue(value)]));
}

export function plainValue(value: AnyValue | undefined): Plain {
  if (value?.arrayValue) return (value.arrayValue.values ?? []).map(plainValue);
  if (value?.kvlistValue) return plainAttributes(value.kvlistValue.values);
  if (value?.intValue !== undefined) return Number(value.intValue);
  return value?.stringValue ?? value?.boolValue ?? value?.doubleValue ?? null;
}
