import { DEFAULT_TEAM_PREFIX } from '../conventions/index.ts';
import { contextVariables } from './context-variables.ts';
import { list, shares } from './list-types.ts';
import { standardVariables } from './standard-variables.ts';
import {
  choice,
  integer,
  interval,
  metricPrefix,
  onOff,
  optionalChoice,
  port,
  ratio,
  text,
  unused,
  type Variable,
} from './value-types.ts';

const count = (fallback: number, meaning: string) => integer({ fallback, min: 1, max: 1_000_000, meaning });

/** What a service is that says no version of its own. */
export const DEFAULT_SERVICE_VERSION = '1.0.0';

/**
 * Every environment variable that the shim reads. The table in docs/shim.md is printed from here.
 * An empty value counts as not given (OpenTelemetry specification, "Environment variables").
 */
export const variables = {
  OTEL_ENABLED: onOff(true, 'All of the shim but its log lines on stdout.'),
  OTEL_SERVICE_VERSION: text(DEFAULT_SERVICE_VERSION, 'Version of the service.'),
  ENVIRONMENT: text(undefined, '`deployment.environment.name` of the service.', '`NODE_ENV`'),
  NODE_ENV: text(
    undefined,
    '`development` makes log lines pretty unless `LOG_FORMAT` is given, and gives hints.',
    'none',
  ),

  OTEL_EXPORTER: choice(
    ['otlp', 'console', 'none'],
    'otlp',
    'Where telemetry goes; `none` keeps ids in log lines and the scrape port.',
  ),
  OTEL_EXPORTER_CONSOLE: onOff(false, 'Print telemetry on the console as well.'),
  JAEGER_ENDPOINT: unused('set OTEL_EXPORTER_OTLP_ENDPOINT instead'),
  LOKI_URL: unused('set OTEL_EXPORTER_OTLP_LOGS_ENDPOINT instead'),

  OTEL_SAMPLING_RATIO: ratio(1, "Share of traces that is kept. Spans of an agent's run are always kept."),

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
  OTEL_AGENT_TRACK_PERFORMANCE: onOff(
    true,
    'Record metrics of executions, inferences and tool calls, and the CPU time of executions.',
  ),
  OBSERVATORY_SNAPSHOT_MAX_BYTES: integer({
    fallback: 65_536,
    min: 4096,
    max: 1_048_576,
    unit: 'bytes',
    meaning: 'Budget of the state in one snapshot; a larger one is left out and marked.',
  }),
  OBSERVATORY_HEARTBEAT_INTERVAL: integer({
    fallback: 30_000,
    min: 1000,
    max: 60_000,
    unit: 'ms',
    meaning: 'Time between two heartbeats of a process that has running executions.',
  }),

  OTEL_STREAMING_ENABLED: onOff(true, 'Send events when executions and steps start and end, in process too.'),
  OTEL_STREAMING_BUFFER_SIZE: count(
    1000,
    'Events that may wait for one subscriber of `eventStream`; more are dropped and counted.',
  ),
  OTEL_STREAMING_FLUSH_INTERVAL: interval(
    5000,
    'Longest wait of an event for the list that a subscriber gets.',
  ),
  OTEL_STREAMING_MAX_SUBSCRIPTIONS: count(100, 'Subscriptions to `eventStream`; one more throws.'),

  OBSERVATORY_HUB_URL: text(
    'http://127.0.0.1:3001',
    'Hub that `performanceAggregation` of `@observatory/shim/client` asks.',
  ),
  OBSERVATORY_API_KEY: text(undefined, 'Key with which it asks.', 'none'),

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
  OBSERVATORY_METRICS_PREFIX: metricPrefix(DEFAULT_TEAM_PREFIX, 'Prefix of the engineering team metrics.'),
  OBSERVATORY_METRIC_MAX_SERIES: integer({
    fallback: 500,
    min: 1,
    max: 999,
    meaning:
      'Sets of labels of one metric, after which the label with the most values has its new ones counted as `_OTHER`.',
  }),
  OBSERVATORY_RUNTIME_METRICS: onOff(
    true,
    'Metrics of the process, its event loop, heap and garbage collection.',
  ),
  OBSERVATORY_METRICS_WAY: choice(
    ['otlp', 'scrape'],
    'otlp',
    'How metrics get to Prometheus: pushed, or only scraped. The port answers either way.',
  ),
  PROMETHEUS_PORT: port(9464, 'Port of `/metrics`; `off` for none, 0 for any free one.'),

  LOG_LEVEL: choice(
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    'info',
    'Lowest level of log lines.',
  ),
  LOG_FORMAT: optionalChoice(['json', 'pretty'], '`json`', 'Form of log lines on stdout.'),
  LOG_TARGET: choice(
    ['stdout', 'stderr'],
    'stdout',
    'Where log lines are written; those of an observed MCP server over stdio go to stderr in any case.',
  ),
  OBSERVATORY_LOG_REPEAT_LIMIT: integer({
    fallback: 1000,
    min: 0,
    max: 1_000_000_000,
    meaning:
      'Lines of one level and message that a service writes in 10 s; further ones are counted, and one line says how many. 0 for no limit.',
  }),
  OBSERVATORY_LOG_SAMPLE: shares(
    ['trace', 'debug', 'info', 'warn'],
    'Share of the lines of a level that is written; a trace keeps all of its lines or none.',
  ),
  OBSERVATORY_REDACT: list('Paths in log lines whose values are hidden: `metadata.card,user.*.ssn`.'),

  OBSERVATORY_INSTRUMENT: onOff(true, 'Instrument the libraries of the service.'),
  OTEL_NODE_ENABLED_INSTRUMENTATIONS: list(
    'Only these of [the libraries that are instrumented](libraries.md).',
  ),
  OTEL_NODE_DISABLED_INSTRUMENTATIONS: list('None of these.'),
  OBSERVATORY_WEBSOCKET_SPANS: onOff(
    true,
    'A span for each WebSocket message that is received; without, messages are only counted.',
  ),

  OBSERVATORY_FLUSH_TIMEOUT: interval(3000, 'Longest wait for the last export when the process ends.'),

  ...standardVariables,

  ...contextVariables,
} as const satisfies Record<string, Variable<unknown>>;

export type VariableName = keyof typeof variables;
export type Values = {
  readonly [N in VariableName]: (typeof variables)[N] extends Variable<infer T> ? T : never;
};
