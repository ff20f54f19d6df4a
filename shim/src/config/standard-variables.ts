import { wordList } from './list-types.ts';
import { otlpVariables } from './otlp-variables.ts';
import {
  address,
  choice,
  integer,
  interval,
  limit,
  onOff,
  optional,
  optionalChoice,
  port,
  ratio,
  text,
  timeout,
  unused,
} from './value-types.ts';

const exporterOf = <const W extends string>(words: readonly W[], meaning: string) =>
  optional(wordList(words, [], meaning), '`OTEL_EXPORTER`');
const count = (fallback: number, meaning: string) => integer({ fallback, min: 1, max: 1_000_000, meaning });

/** The variables of the OpenTelemetry specification, and how they are read. With `OTEL_CONFIG_FILE`, the file replaces them. */
export const standardVariables = {
  OTEL_CONFIG_FILE: text(
    undefined,
    'Declarative configuration (YAML); it replaces the variables of the specification.',
    'none',
  ),
  OTEL_EXPERIMENTAL_CONFIG_FILE: unused('set OTEL_CONFIG_FILE instead'),
  OTEL_SDK_DISABLED: onOff(false, 'The same switch of the OpenTelemetry specification; it wins.'),
  OTEL_SERVICE_NAME: text(undefined, 'Name of the service.', '`service.name` of `OTEL_RESOURCE_ATTRIBUTES`'),
  OTEL_RESOURCE_ATTRIBUTES: text(
    undefined,
    'Further attributes of the service: `key=value,key=value`.',
    'none',
  ),
  OTEL_NODE_RESOURCE_DETECTORS: wordList(
    ['all', 'none', 'env', 'host', 'os', 'process', 'serviceinstance'],
    ['all'],
    'What else is said of the service. Clouds and containers are detected by the collector.',
  ),
  OTEL_ENTITIES: unused('set OTEL_RESOURCE_ATTRIBUTES instead'),
  OTEL_PROPAGATORS: wordList(
    ['tracecontext', 'baggage', 'none'],
    ['tracecontext', 'baggage'],
    'How context travels between services. Other forms are not offered.',
  ),
  OTEL_LOG_LEVEL: choice(
    ['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'],
    'none',
    "What OpenTelemetry's own SDK says about itself, on stderr.",
  ),

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

  OTEL_TRACES_EXPORTER: exporterOf(['otlp', 'console', 'none'], 'Where spans go.'),
  OTEL_METRICS_EXPORTER: exporterOf(
    ['otlp', 'prometheus', 'console', 'none'],
    'Where metrics go; `prometheus` alone: they are only scraped.',
  ),
  OTEL_LOGS_EXPORTER: exporterOf(['otlp', 'console', 'none'], 'Where log records and events go.'),

  ...otlpVariables,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: address('none', 'Of traces alone, with its path; it wins.'),
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: address('none', 'Of metrics alone, with its path; it wins.'),
  OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: address('none', 'Of logs and events alone, with its path; it wins.'),
  OTEL_EXPORTER_OTLP_SPAN_INSECURE: unused('set OTEL_EXPORTER_OTLP_TRACES_INSECURE instead'),
  OTEL_EXPORTER_OTLP_METRIC_INSECURE: unused('set OTEL_EXPORTER_OTLP_METRICS_INSECURE instead'),
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: choice(
    ['cumulative', 'delta', 'lowmemory'],
    'cumulative',
    'Whether metrics are sent as running totals, which Prometheus wants.',
  ),
  OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: choice(
    ['explicit_bucket_histogram', 'base2_exponential_bucket_histogram'],
    'explicit_bucket_histogram',
    'Form of histograms that are pushed; dashboards and alerts want buckets.',
  ),
  OTEL_EXPORTER_PROMETHEUS_HOST: text('127.0.0.1', 'Address that the port of `/metrics` is bound to.'),
  OTEL_EXPORTER_PROMETHEUS_PORT: port(undefined, "The specification's name of `PROMETHEUS_PORT`; it wins."),
  OTEL_EXPORTER_ZIPKIN_ENDPOINT: unused('set OTEL_EXPORTER_OTLP_ENDPOINT instead'),
  OTEL_EXPORTER_ZIPKIN_TIMEOUT: unused('set OTEL_EXPORTER_OTLP_TIMEOUT instead'),
  OTEL_EXPORTER_JAEGER_ENDPOINT: unused('set OTEL_EXPORTER_OTLP_ENDPOINT instead'),
  OTEL_EXPORTER_JAEGER_AGENT_HOST: unused('set OTEL_EXPORTER_OTLP_ENDPOINT instead'),

  OTEL_METRIC_EXPORT_INTERVAL: optional(
    interval(0, 'As `OTEL_METRICS_COLLECT_INTERVAL`; it wins.'),
    '`OTEL_METRICS_COLLECT_INTERVAL`',
  ),
  OTEL_METRIC_EXPORT_TIMEOUT: timeout(30_000, 'Longest wait for one export of metrics.'),
  OTEL_METRICS_EXEMPLAR_FILTER: unused(
    "the collector's span metrics have exemplars, which OpenTelemetry's SDK for Node does not make",
  ),

  OTEL_BSP_SCHEDULE_DELAY: interval(1000, 'Longest wait of a span for its batch.'),
  OTEL_BSP_EXPORT_TIMEOUT: timeout(30_000, 'Longest wait for one export of spans.'),
  OTEL_BSP_MAX_QUEUE_SIZE: count(8192, 'Spans that may wait; more are dropped and counted.'),
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: count(512, 'Spans in one request.'),
  OTEL_BLRP_SCHEDULE_DELAY: interval(250, 'Longest wait of a log record or event for its batch.'),
  OTEL_BLRP_EXPORT_TIMEOUT: timeout(30_000, 'Longest wait for one export of log records.'),
  OTEL_BLRP_MAX_QUEUE_SIZE: count(
    8192,
    'Log records and events that may wait; more are dropped and counted.',
  ),
  OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: count(512, 'Log records and events in one request.'),

  OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: limit('none', "Longest text of an attribute's value."),
  OTEL_ATTRIBUTE_COUNT_LIMIT: limit('`128`', 'Attributes of a span, event, link or log record.'),
  OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: limit('as of all', 'The same of spans alone.'),
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: limit('as of all', 'The same of spans alone.'),
  OTEL_SPAN_EVENT_COUNT_LIMIT: limit('`128`', 'Events of a span.'),
  OTEL_SPAN_LINK_COUNT_LIMIT: limit('`128`', 'Links of a span.'),
  OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: limit('`128`', "Attributes of a span's event."),
  OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: limit('`128`', "Attributes of a span's link."),
  OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT: limit('as of all', 'The same of log records alone.'),
  OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: limit('as of all', 'The same of log records alone.'),
} as const;
