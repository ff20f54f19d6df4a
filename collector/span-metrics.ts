import { Attr } from '@observatory/shim/conventions';
import type { Config } from './config.ts';
import { attribute, literal } from './ottl.ts';
import { type CollectorVersion, versionFacts } from './versions.ts';

/** Resource attributes that metrics made from spans are grouped by and keep. None is an id. */
const resourceKeys = [Attr.serviceName, Attr.serviceNamespace] as const;

/**
 * Dimensions beside service, span name, kind and status: what a service, an agent or a model is, never which one of
 * many (design decision 3).
 */
export const spanDimensions: readonly string[] = [
  Attr.deploymentEnvironment,
  Attr.operationName,
  Attr.agentName,
  Attr.workflowName,
  Attr.toolName,
  Attr.providerName,
  Attr.requestModel,
  Attr.errorType,
  'http.request.method',
  'http.response.status_code',
  'http.route',
];

const FLUSH = '15s';
/** Series that see no span for so long are given up, so that a renamed span does not stay for ever. */
const EXPIRATION = '1h';
/** Most series of one service; the rest goes into one that says `otel.metric.overflow`. */
const MOST_SERIES = 20_000;
const MOST_EDGES = 50_000;

/** Calls and durations by span, with exemplars: Jaeger's monitor page and the dashboards read these. */
export function spanMetricsConnector(version: CollectorVersion): Config {
  return {
    // The default name space of Jaeger's metric storage; Prometheus sees traces_span_metrics_duration_milliseconds.
    namespace: 'traces.span.metrics',
    histogram: {
      // Jaeger takes milliseconds unless its `latency_unit` says otherwise.
      unit: 'ms',
      explicit: {
        buckets: [
          '2ms',
          '5ms',
          '10ms',
          '25ms',
          '50ms',
          '100ms',
          '250ms',
          '500ms',
          '1s',
          '2500ms',
          '5s',
          '10s',
          '30s',
          '1m',
          '5m',
        ],
      },
    },
    dimensions: spanDimensions.map((name) => ({ name })),
    exemplars: { enabled: true, max_per_data_point: 5 },
    metrics_flush_interval: FLUSH,
    metrics_expiration: EXPIRATION,
    resource_metrics_key_attributes: [...resourceKeys],
    ...(versionFacts[version].resourceOnRequest
      ? { add_resource_attributes: true, aggregation_cardinality_limit: MOST_SERIES }
      : {}),
  };
}

/** Which service calls which, how often, how long, how often in vain. */
export function serviceGraphConnector(): Config {
  return {
    latency_histogram_buckets: [
      '10ms',
      '50ms',
      '100ms',
      '250ms',
      '500ms',
      '1s',
      '2500ms',
      '5s',
      '10s',
      '30s',
    ],
    store: { ttl: '30s', max_items: MOST_EDGES },
    metrics_flush_interval: FLUSH,
    virtual_node_peer_attributes: [
      'peer.service',
      'db.system.name',
      'db.system',
      'db.name',
      'server.address',
    ],
  };
}

const idsInNames: readonly (readonly [pattern: string, stands: string])[] = [
  ['[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}', '{id}'],
  ['\\b[0-9a-fA-F]{16,}\\b', '{id}'],
  ['/[0-9]+\\b', '/{id}'],
  ['\\b[0-9]{4,}\\b', '{id}'],
];

/** Takes ids out of span names on the way to metrics, where a name is a label. */
export function spanNameProcessor(): Config {
  return {
    error_mode: 'silent',
    trace_statements: [
      {
        context: 'span',
        statements: idsInNames.map(
          ([pattern, stands]) => `replace_pattern(name, ${literal(pattern)}, ${literal(stands)})`,
        ),
      },
    ],
  };
}

/**
 * Metrics made here keep of their resource what they are grouped by, and say which collector made them: two that see
 * parts of the same service count apart, and Prometheus must not take them for one series.
 */
export function madeHereProcessor(instance: string): Config {
  return {
    error_mode: 'silent',
    metric_statements: [
      {
        context: 'resource',
        statements: [`keep_keys(attributes, [${resourceKeys.map(literal).join(', ')}])`],
      },
      // Not a literal: the collector puts its host name in here.
      { context: 'datapoint', statements: [`set(${attribute('collector.instance.id')}, "${instance}")`] },
    ],
  };
}
