import type { InitOptions } from '../setup/init-options.ts';
import { findContradictions } from './contradictions.ts';
import { resolveEndpoints } from './endpoints.ts';
import { type Environment, type ReadVariables, readVariables } from './read-variables.ts';
import { parseResourceAttributes } from './resource-attributes.ts';
import type { Sampler, ShimConfig } from './shim-config.ts';

/** The specification's name of a service that has none. */
const UNKNOWN_SERVICE = 'unknown_service:node';

/** The configuration that options and environment give, and one sentence for each thing wrong with them. */
export function readConfig(options: InitOptions = {}): { config: ShimConfig; problems: readonly string[] } {
  const read = readVariables({ ...(options.env ?? process.env), ...asEnvironment(options) });
  const { values } = read;
  const { endpoints, problems } = resolveEndpoints(read);
  const attributes = parseResourceAttributes(values.OTEL_RESOURCE_ATTRIBUTES);
  const enabled = values.OTEL_ENABLED && !values.OTEL_SDK_DISABLED;
  const { OTEL_EXPORTER: exporter, OTEL_EXPORTER_OTLP_PROTOCOL: protocol } = values;
  if (protocol !== 'http/protobuf') {
    problems.push(`OTEL_EXPORTER_OTLP_PROTOCOL=${protocol} is not spoken: http/protobuf is used`);
  }
  const config: ShimConfig = {
    enabled,
    serviceName: values.OTEL_SERVICE_NAME ?? attributes['service.name'] ?? UNKNOWN_SERVICE,
    serviceVersion: read.given.has('OTEL_SERVICE_VERSION')
      ? values.OTEL_SERVICE_VERSION
      : (attributes['service.version'] ?? values.OTEL_SERVICE_VERSION),
    environment: values.ENVIRONMENT ?? attributes['deployment.environment.name'] ?? values.NODE_ENV ?? '',
    resourceAttributes: attributes,
    signals: {
      traces: enabled && values.AET_TRACING_ENABLED,
      metrics: enabled && values.OTEL_METRICS_ENABLED && values.AET_METRICS_ENABLED,
      logs: enabled,
    },
    exporters: {
      otlp: exporter === 'otlp',
      console: exporter === 'console' || (exporter === 'otlp' && values.OTEL_EXPORTER_CONSOLE),
    },
    endpoints,
    sampling: sampling(read),
    agent: {
      tracking: enabled && values.OTEL_AGENT_TRACKING_ENABLED,
      includeIo: values.OTEL_AGENT_INCLUDE_IO,
      maxPayloadBytes: values.OTEL_AGENT_MAX_PAYLOAD_SIZE,
      trackMemory: values.OTEL_AGENT_TRACK_MEMORY,
      trackPerformance: values.OTEL_AGENT_TRACK_PERFORMANCE,
    },
    streaming: {
      enabled: enabled && values.OTEL_STREAMING_ENABLED,
      bufferSize: values.OTEL_STREAMING_BUFFER_SIZE,
      flushIntervalMs: values.OTEL_STREAMING_FLUSH_INTERVAL,
      maxSubscriptions: values.OTEL_STREAMING_MAX_SUBSCRIPTIONS,
    },
    metrics: {
      collectIntervalMs: values.OTEL_METRICS_COLLECT_INTERVAL,
      retentionHours: values.OTEL_METRICS_RETENTION_HOURS,
      aggregationWindowMs: values.OTEL_METRICS_AGGREGATION_WINDOW,
      prefix: values.OBSERVATORY_METRICS_PREFIX,
      temporality: values.OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE,
      way: values.OBSERVATORY_METRICS_WAY,
    },
    scrape: {
      port: values.PROMETHEUS_PORT === 'off' ? null : values.PROMETHEUS_PORT,
      host: values.OTEL_EXPORTER_PROMETHEUS_HOST,
    },
    log: {
      level: values.LOG_LEVEL,
      format: values.LOG_FORMAT ?? (values.NODE_ENV === 'development' ? 'pretty' : 'json'),
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
    flushTimeoutMs: values.OBSERVATORY_FLUSH_TIMEOUT,
  };
  return { config, problems: [...read.problems, ...problems, ...findContradictions(read)] };
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
  const { serviceName, serviceVersion, environment, endpoint, scrapePort } = options;
  return {
    ...(serviceName && { OTEL_SERVICE_NAME: serviceName }),
    ...(serviceVersion && { OTEL_SERVICE_VERSION: serviceVersion }),
    ...(environment && { ENVIRONMENT: environment }),
    ...(endpoint && { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }),
    ...(scrapePort !== undefined && { PROMETHEUS_PORT: scrapePort === false ? 'off' : String(scrapePort) }),
  };
}
