import { DEFAULT_TEAM_PREFIX } from '../conventions/index.ts';
import {
  address,
  choice,
  integer,
  onOff,
  optionalChoice,
  port,
  ratio,
  text,
  type Variable,
} from './value-types.ts';

const MAX_TIMER_MS = 2_147_483_647;
const interval = (fallback: number, meaning: string) =>
  integer({ fallback, min: 1, max: MAX_TIMER_MS, unit: 'ms', meaning });
const count = (fallback: number, meaning: string) => integer({ fallback, min: 1, max: 1_000_000, meaning });

/**
 * Every environment variable that the shim reads. The table in docs/shim.md is printed from here.
 * An empty value counts as not given (OpenTelemetry specification, "Environment variables").
 */
export const variables = {
  OTEL_ENABLED: onOff(true, 'All of the shim but its log lines on stdout.'),
  OTEL_SDK_DISABLED: onOff(false, 'The same switch of the OpenTelemetry specification; it wins.'),
  OTEL_SERVICE_NAME: text(undefined, 'Name of the service.', '`service.name` of `OTEL_RESOURCE_ATTRIBUTES`'),
  OTEL_SERVICE_VERSION: text('1.0.0', 'Version of the service.'),
  OTEL_RESOURCE_ATTRIBUTES: text(
    undefined,
    'Further attributes of the service: `key=value,key=value`.',
    'none',
  ),
  ENVIRONMENT: text(undefined, '`deployment.environment.name` of the service.', '`NODE_ENV`'),
  NODE_ENV: text(undefined, '`development` makes log lines pretty unless `LOG_FORMAT` is given.', 'none'),

  OTEL_EXPORTER: choice(
    ['otlp', 'console', 'none'],
    'otlp',
    'Where telemetry goes; `none` keeps ids in log lines and the scrape port.',
  ),
  OTEL_EXPORTER_CONSOLE: onOff(false, 'Print telemetry on the console as well.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: address(
    'http://localhost:4318',
    'Where OTLP/HTTP is taken; a trailing `/v1/<signal>` is ignored.',
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: address(undefined, 'Of traces alone, with its path; it wins.'),
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: address(undefined, 'Of metrics alone, with its path; it wins.'),
  OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: address(undefined, 'Of logs and events alone, with its path; it wins.'),
  OTEL_EXPORTER_OTLP_PROTOCOL: text(
    'http/protobuf',
    'Only `http/protobuf` is spoken; others are named and ignored.',
  ),
  OTEL_EXPORTER_OTLP_HEADERS: text(undefined, 'Headers of each request: `key=value,key=value`.', 'none'),
  OTEL_EXPORTER_OTLP_COMPRESSION: choice(['none', 'gzip'], 'none', 'Compression of each request.'),
  OTEL_EXPORTER_OTLP_TIMEOUT: interval(10_000, 'Longest wait for one export, its retries included.'),
  JAEGER_ENDPOINT: text(undefined, 'Not used: `OTEL_EXPORTER_OTLP_ENDPOINT` replaces it.', 'none'),
  LOKI_URL: text(undefined, 'Not used: `OTEL_EXPORTER_OTLP_LOGS_ENDPOINT` replaces it.', 'none'),

  OTEL_SAMPLING_RATIO: ratio(1, "Share of traces that is kept. Spans of an agent's run are always kept."),
  OTEL_TRACES_SAMPLER: optionalChoice(
    [
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ],
    '`parentbased_traceidratio` of `OTEL_SAMPLING_RATIO`',
    "The specification's sampler; it wins over the ratio. `always_off` drops agents' spans too.",
  ),
  OTEL_TRACES_SAMPLER_ARG: ratio(undefined, 'Share for the samplers with `traceidratio`.', '1'),

  OTEL_AGENT_TRACKING_ENABLED: onOff(true, '`agentTracking` and `enhancedObservability`.'),
  OTEL_AGENT_INCLUDE_IO: onOff(false, 'Record input, output, messages, tool arguments and results.'),
  OTEL_AGENT_MAX_PAYLOAD_SIZE: integer({
    fallback: 10_240,
    min: 64,
    max: 1_048_576,
    unit: 'bytes',
    meaning: 'Budget of one recorded value; what is longer is cut and marked.',
  }),
  OTEL_AGENT_TRACK_MEMORY: onOff(true, 'Record the memory of the process at the end of an execution.'),
  OTEL_AGENT_TRACK_PERFORMANCE: onOff(true, 'Record metrics of executions, inferences and tool calls.'),

  OTEL_STREAMING_ENABLED: onOff(true, 'Send events when executions and steps start and end.'),
  OTEL_STREAMING_BUFFER_SIZE: count(1000, 'Read for `eventStream`, which comes later.'),
  OTEL_STREAMING_FLUSH_INTERVAL: interval(5000, 'Read for `eventStream`, which comes later.'),
  OTEL_STREAMING_MAX_SUBSCRIPTIONS: count(100, 'Read for `eventStream`, which comes later.'),

  OTEL_METRICS_ENABLED: onOff(true, 'Metrics, and with them the scrape port.'),
  AET_METRICS_ENABLED: onOff(true, 'Another switch of the same.'),
  AET_TRACING_ENABLED: onOff(true, 'Spans.'),
  OTEL_METRICS_COLLECT_INTERVAL: interval(10_000, 'Time between two exports of metrics.'),
  OTEL_METRICS_RETENTION_HOURS: integer({
    fallback: 24,
    min: 1,
    max: 87_600,
    unit: 'hours',
    meaning: "Life of the hub's raw metric samples; only the hub uses it.",
  }),
  OTEL_METRICS_AGGREGATION_WINDOW: interval(60_000, 'Window of aggregated metrics; only the hub uses it.'),
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: choice(
    ['cumulative', 'delta', 'lowmemory'],
    'cumulative',
    'Whether metrics are sent as running totals, which Prometheus wants.',
  ),
  OBSERVATORY_METRICS_PREFIX: text(DEFAULT_TEAM_PREFIX, 'Prefix of the engineering team metrics.'),
  OBSERVATORY_METRICS_WAY: choice(
    ['otlp', 'scrape'],
    'otlp',
    'How metrics get to Prometheus: pushed, or only scraped. The port answers either way.',
  ),
  PROMETHEUS_PORT: port(9464, 'Port of `/metrics`; `off` for none, 0 for any free one.'),
  OTEL_EXPORTER_PROMETHEUS_HOST: text('127.0.0.1', 'Address that the port is bound to.'),

  LOG_LEVEL: choice(
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    'info',
    'Lowest level of log lines.',
  ),
  LOG_FORMAT: optionalChoice(['json', 'pretty'], '`json`', 'Form of log lines on stdout.'),
  OTEL_LOG_LEVEL: choice(
    ['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'],
    'none',
    "What OpenTelemetry's own SDK says about itself, on stderr.",
  ),

  OTEL_BSP_SCHEDULE_DELAY: interval(1000, 'Longest wait of a span for its batch.'),
  OTEL_BSP_MAX_QUEUE_SIZE: count(8192, 'Spans that may wait; more are dropped and counted.'),
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: count(512, 'Spans in one request.'),
  OTEL_BLRP_SCHEDULE_DELAY: interval(250, 'Longest wait of a log record or event for its batch.'),
  OTEL_BLRP_MAX_QUEUE_SIZE: count(
    8192,
    'Log records and events that may wait; more are dropped and counted.',
  ),
  OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: count(512, 'Log records and events in one request.'),
  OBSERVATORY_FLUSH_TIMEOUT: interval(3000, 'Longest wait for the last export when the process ends.'),
} as const satisfies Record<string, Variable<unknown>>;

export type VariableName = keyof typeof variables;
export type Values = {
  readonly [N in VariableName]: (typeof variables)[N] extends Variable<infer T> ? T : never;
};
