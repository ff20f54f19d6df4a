import type { LogRecordLimits } from '@opentelemetry/sdk-logs';
import type { SpanLimits } from '@opentelemetry/sdk-trace-base';
import type { TravellerName } from '../context/travellers.ts';
import type { PseudonymKey } from './pseudonym-key.ts';
import type { Values } from './variables.ts';

/** What the shim goes by: the variables and options, read once, checked and put together. */
export interface ShimConfig {
  /** False where everything but log lines is switched off. */
  readonly enabled: boolean;
  readonly serviceName: string;
  readonly serviceVersion: string;
  /** '' where nothing says it. */
  readonly environment: string;
  /** Whether hints for whoever is developing are wanted. */
  readonly development: boolean;
  /** Those of `OTEL_RESOURCE_ATTRIBUTES`. */
  readonly resourceAttributes: Readonly<Record<string, string>>;
  /** What else the resource says. */
  readonly resourceDetectors: Values['OTEL_NODE_RESOURCE_DETECTORS'];
  /** Which signals are recorded. */
  readonly signals: Readonly<Record<Signal, boolean>>;
  readonly exporters: Readonly<Record<Signal, { readonly otlp: boolean; readonly console: boolean }>>;
  readonly targets: Readonly<Record<Signal, OtlpTarget>>;
  readonly propagators: Values['OTEL_PROPAGATORS'];
  readonly sampling: { readonly sampler: Sampler; readonly ratio: number };
  readonly agent: {
    readonly tracking: boolean;
    readonly includeIo: boolean;
    readonly maxPayloadBytes: number;
    readonly trackMemory: boolean;
    readonly trackPerformance: boolean;
    readonly maxSnapshotBytes: number;
    readonly heartbeatIntervalMs: number;
  };
  readonly streaming: {
    readonly enabled: boolean;
    readonly bufferSize: number;
    readonly flushIntervalMs: number;
    readonly maxSubscriptions: number;
  };
  readonly metrics: {
    readonly collectIntervalMs: number;
    readonly retentionHours: number;
    readonly aggregationWindowMs: number;
    readonly prefix: string;
    /** Sets of labels of one metric before labels are folded. */
    readonly maxSeries: number;
    readonly runtime: boolean;
    readonly temporality: Values['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'];
    readonly histogram: Values['OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION'];
    readonly way: Values['OBSERVATORY_METRICS_WAY'];
  };
  /** The libraries to instrument. */
  readonly instrumentation: readonly string[];
  /** Whether a WebSocket message that is received is a span. */
  readonly webSocketSpans: boolean;
  /** `port` is null where there is no scrape port, 0 for any free one. */
  readonly scrape: { readonly port: number | null; readonly host: string };
  readonly log: {
    readonly level: Values['LOG_LEVEL'];
    readonly format: 'json' | 'pretty';
    readonly target: 'stdout' | 'stderr';
    /** Lines of one level and message in 10 s; 0 for no limit. */
    readonly repeatLimit: number;
    readonly sample: NonNullable<Values['OBSERVATORY_LOG_SAMPLE']>;
    /** Paths whose values are hidden. */
    readonly redact: readonly string[];
  };
  readonly sdkLogLevel: Values['OTEL_LOG_LEVEL'];
  readonly spanBatch: BatchSettings;
  readonly logBatch: BatchSettings;
  readonly limits: { readonly span: Required<SpanLimits>; readonly logRecord: Required<LogRecordLimits> };
  readonly flushTimeoutMs: number;
  /** What of the context is sent and taken as baggage. */
  readonly travelling: ReadonlySet<TravellerName>;
  /** Of user ids, which are plain without one. */
  readonly pseudonymKey: PseudonymKey;
}

export type Signal = 'traces' | 'metrics' | 'logs';
export type OtlpProtocol = NonNullable<Values['OTEL_EXPORTER_OTLP_PROTOCOL']>;

/** Where one signal goes by OTLP, and how. */
export interface OtlpTarget {
  /** With the path, but for gRPC. */
  readonly url: string;
  readonly protocol: OtlpProtocol;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly compression: 'none' | 'gzip';
  readonly timeoutMs: number;
  /** Paths of PEM files. */
  readonly certificate: string | undefined;
  readonly clientKey: string | undefined;
  readonly clientCertificate: string | undefined;
}

export type Sampler = NonNullable<Values['OTEL_TRACES_SAMPLER']>;

export interface BatchSettings {
  readonly delayMs: number;
  readonly maxQueueSize: number;
  readonly maxBatchSize: number;
}
