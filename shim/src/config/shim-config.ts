import type { Endpoints } from './endpoints.ts';
import type { Values } from './variables.ts';

/** What the shim goes by: the variables and options, read once, checked and put together. */
export interface ShimConfig {
  /** False where everything but log lines is switched off. */
  readonly enabled: boolean;
  readonly serviceName: string;
  readonly serviceVersion: string;
  /** '' where nothing says it. */
  readonly environment: string;
  /** Those of `OTEL_RESOURCE_ATTRIBUTES`. */
  readonly resourceAttributes: Readonly<Record<string, string>>;
  /** Which signals are recorded. */
  readonly signals: { readonly traces: boolean; readonly metrics: boolean; readonly logs: boolean };
  readonly exporters: { readonly otlp: boolean; readonly console: boolean };
  readonly endpoints: Endpoints;
  readonly sampling: { readonly sampler: Sampler; readonly ratio: number };
  readonly agent: {
    readonly tracking: boolean;
    readonly includeIo: boolean;
    readonly maxPayloadBytes: number;
    readonly trackMemory: boolean;
    readonly trackPerformance: boolean;
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
    readonly temporality: Values['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'];
    readonly way: Values['OBSERVATORY_METRICS_WAY'];
  };
  /** `port` is null where there is no scrape port, 0 for any free one. */
  readonly scrape: { readonly port: number | null; readonly host: string };
  readonly log: { readonly level: Values['LOG_LEVEL']; readonly format: 'json' | 'pretty' };
  readonly sdkLogLevel: Values['OTEL_LOG_LEVEL'];
  readonly spanBatch: BatchSettings;
  readonly logBatch: BatchSettings;
  readonly flushTimeoutMs: number;
}

export type Sampler = NonNullable<Values['OTEL_TRACES_SAMPLER']>;

export interface BatchSettings {
  readonly delayMs: number;
  readonly maxQueueSize: number;
  readonly maxBatchSize: number;
}
