import { chosenLibraries } from '../instrumentation/chosen-libraries.ts';
import type { InitOptions } from '../setup/init-options.ts';
import { travellersFor } from './context-variables.ts';
import { findContradictions } from './contradictions.ts';
import { readLimits } from './limits.ts';
import { resolveTargets } from './otlp-targets.ts';
import { parsePairs, unreadPairs } from './pairs.ts';
import { readPseudonymKey } from './pseudonym-key.ts';
import { type Environment, type ReadVariables, readVariables } from './read-variables.ts';
import type { OtlpTarget, Sampler, ShimConfig, Signal } from './shim-config.ts';
import type { Values } from './variables.ts';

/** The specification's name of a service that has none. */
export const UNKNOWN_SERVICE = 'unknown_service:node';

/** The configuration that options and environment give, and one sentence for each thing wrong with them. */
export function readConfig(options: InitOptions = {}): { config: ShimConfig; problems: readonly string[] } {
  const env = { ...(options.env ?? process.env), ...asEnvironment(options) };
  const read = readVariables(env);
  const { values, given } = read;
  const { targets, problems } = resolveTargets(env);
  const { pairs: attributes, unread } = parsePairs(values.OTEL_RESOURCE_ATTRIBUTES);
  const enabled = values.OTEL_ENABLED && !values.OTEL_SDK_DISABLED;
  const scrapePort = values.OTEL_EXPORTER_PROMETHEUS_PORT ?? values.PROMETHEUS_PORT;
  const { pseudonymKey } = options;
  // Past the variables, where an empty one counts as not set, and ids would be plain.
  const pseudonyms = readPseudonymKey(
    pseudonymKey === undefined ? values : { ...values, OBSERVATORY_PSEUDONYM_KEY: pseudonymKey },
  );
  const chosen = chosenLibraries(values);
  const config: ShimConfig = {
    enabled,
    serviceName: values.OTEL_SERVICE_NAME ?? attributes['service.name'] ?? UNKNOWN_SERVICE,
    serviceVersion: given.has('OTEL_SERVICE_VERSION')
      ? values.OTEL_SERVICE_VERSION
      : (attributes['service.version'] ?? values.OTEL_SERVICE_VERSION),
    development: values.NODE_ENV === 'development',
    environment: values.ENVIRONMENT ?? attributes['deployment.environment.name'] ?? values.NODE_ENV ?? '',
    resourceAttributes: attributes,
    signals: {
      traces: enabled && values.AET_TRACING_ENABLED,
      metrics: enabled && values.OTEL_METRICS_ENABLED && values.AET_METRICS_ENABLED,
      logs: enabled,
    },
    resourceDetectors: values.OTEL_NODE_RESOURCE_DETECTORS,
    exporters: {
      traces: exporters(values, values.OTEL_TRACES_EXPORTER),
      metrics: exporters(values, values.OTEL_METRICS_EXPORTER),
      logs: exporters(values, values.OTEL_LOGS_EXPORTER),
    },
    targets: {
      traces: withTimeout(targets.traces, values.OTEL_BSP_EXPORT_TIMEOUT),
      metrics: withTimeout(targets.metrics, values.OTEL_METRIC_EXPORT_TIMEOUT),
      logs: withTimeout(targets.logs, values.OTEL_BLRP_EXPORT_TIMEOUT),
    },
    propagators: values.OTEL_PROPAGATORS,
    sampling: sampling(read),
    agent: {
      tracking: enabled && values.OTEL_AGENT_TRACKING_ENABLED,
      includeIo: values.OTEL_AGENT_INCLUDE_IO,
      maxPayloadBytes: values.OTEL_AGENT_MAX_PAYLOAD_SIZE,
      trackMemory: values.OTEL_AGENT_TRACK_MEMORY,
      trackPerformance: values.OTEL_AGENT_TRACK_PERFORMANCE,
      maxSnapshotBytes: values.OBSERVATORY_SNAPSHOT_MAX_BYTES,
      heartbeatIntervalMs: values.OBSERVATORY_HEARTBEAT_INTERVAL,
    },
    streaming: {
      enabled: enabled && values.OTEL_STREAMING_ENABLED,
      bufferSize: values.OTEL_STREAMING_BUFFER_SIZE,
      flushIntervalMs: values.OTEL_STREAMING_FLUSH_INTERVAL,
      maxSubscriptions: values.OTEL_STREAMING_MAX_SUBSCRIPTIONS,
    },
    metrics: {
      collectIntervalMs: values.OTEL_METRIC_EXPORT_INTERVAL ?? values.OTEL_METRICS_COLLECT_INTERVAL,
      retentionHours: values.OTEL_METRICS_RETENTION_HOURS,
      aggregationWindowMs: values.OTEL_METRICS_AGGREGATION_WINDOW,
      prefix: values.OBSERVATORY_METRICS_PREFIX,
      maxSeries: values.OBSERVATORY_METRIC_MAX_SERIES,
      runtime: values.OBSERVATORY_RUNTIME_METRICS,
      temporality: values.OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE,
      histogram: values.OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION,
      way: metricsWay(values),
    },
    instrumentation: chosen.libraries,
    webSocketSpans: values.OBSERVATORY_WEBSOCKET_SPANS,
    scrape: {
      port: scrapePort === 'off' ? null : scrapePort,
      host: values.OTEL_EXPORTER_PROMETHEUS_HOST,
    },
    log: {
      level: values.LOG_LEVEL,
      format: values.LOG_FORMAT ?? (values.NODE_ENV === 'development' ? 'pretty' : 'json'),
      target: values.LOG_TARGET,
      repeatLimit: values.OBSERVATORY_LOG_REPEAT_LIMIT,
      sample: values.OBSERVATORY_LOG_SAMPLE ?? {},
      redact: values.OBSERVATORY_REDACT ?? [],
    },
    sdkLogLevel: values.OTEL_LOG_LEVEL,
    spanBatch: {
      delayMs: values.OTEL_BSP_SCHEDULE_DELAY,
      maxQueueSize: values.OTEL_BSP_MAX_QUEUE_SIZE,
      maxBatchSize: Math.min(values.OTEL_BSP_MAX_EXPORT_BATCH_SIZE, values.OTEL_BSP_MAX_QUEUE_SIZE),
    },
    logBatch: {
      delayMs: values.OTEL_BLRP_SCHEDULE_DELAY,
      maxQueueSize: values.OTEL_BLRP_MAX_QUEUE_SIZE,
      maxBatchSize: Math.min(values.OTEL_BLRP_MAX_EXPORT_BATCH_SIZE, values.OTEL_BLRP_MAX_QUEUE_SIZE),
    },
    limits: readLimits(values),
    flushTimeoutMs: values.OBSERVATORY_FLUSH_TIMEOUT,
    travelling: travellersFor(values.OBSERVATORY_BAGGAGE, typeof pseudonyms.key === 'object'),
    pseudonymKey: pseudonyms.key,
  };
  const unreadAttributes = unreadPairs('OTEL_RESOURCE_ATTRIBUTES', unread);
  return {
    config,
    problems: [
      ...read.problems,
      ...problems,
      ...pseudonyms.problems,
      ...chosen.problems,
      ...unreadAttributes,
      ...findContradictions(read),
    ],
  };
}

/** A signal's own list wins over `OTEL_EXPORTER`; the console may be added to either. */
function exporters(
  { OTEL_EXPORTER: common, OTEL_EXPORTER_CONSOLE: withConsole }: Values,
  own: readonly string[] | undefined,
): ShimConfig['exporters'][Signal] {
  const list = own ?? [common];
  const otlp = list.includes('otlp');
  return { otlp, console: list.includes('console') || (otlp && withConsole) };
}

/** `prometheus` without `otlp` asks for metrics that are only scraped. */
function metricsWay(values: Values): ShimConfig['metrics']['way'] {
  const own = values.OTEL_METRICS_EXPORTER;
  return own?.includes('prometheus') && !own.includes('otlp') ? 'scrape' : values.OBSERVATORY_METRICS_WAY;
}

/** The shorter of both waits for one export holds. */
function withTimeout(target: OtlpTarget, timeoutMs: number): OtlpTarget {
  return { ...target, timeoutMs: Math.min(target.timeoutMs, timeoutMs) };
}

/** `OTEL_TRACES_SAMPLER` with its argument wins over `OTEL_SAMPLING_RATIO`. */
function sampling({ values }: ReadVariables): { sampler: Sampler; ratio: number } {
  const { OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: argument } = values;
  return sampler === undefined
    ? { sampler: 'parentbased_traceidratio', ratio: values.OTEL_SAMPLING_RATIO }
    : { sampler, ratio: argument ?? 1 };
}

/** Options as the variables that they stand for, so that both are checked in the same place. */
function asEnvironment(options: InitOptions): Environment {
  const { serviceName, serviceVersion, environment, endpoint, scrapePort, instrument } = options;
  return {
    ...(serviceName && { OTEL_SERVICE_NAME: serviceName }),
    ...(serviceVersion && { OTEL_SERVICE_VERSION: serviceVersion }),
    ...(environment && { ENVIRONMENT: environment }),
    ...(endpoint && { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }),
    ...(instrument !== undefined && { OBSERVATORY_INSTRUMENT: String(instrument) }),
    ...(scrapePort !== undefined && { PROMETHEUS_PORT: scrapePort === false ? 'off' : String(scrapePort) }),
  };
}
