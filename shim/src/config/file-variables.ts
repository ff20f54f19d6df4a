import { ConfigNode } from './config-node.ts';
import type { Environment } from './read-variables.ts';

type Variables = Record<string, string>;

/**
 * A declarative configuration as the variables of the same meaning, so that both are checked in the same
 * place; and one sentence for each part that the shim does not understand.
 */
export function fileVariables(model: unknown): {
  readonly variables: Environment;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  const variables: Variables = {};
  const root = new ConfigNode(model, '', problems);
  root.text('file_format');
  put(variables, 'OTEL_SDK_DISABLED', root.text('disabled'));
  put(variables, 'OTEL_LOG_LEVEL', root.text('log_level'));
  putLimits(variables, root.node('attribute_limits'), 'OTEL_');
  putResource(variables, root.node('resource'));
  putPropagators(variables, root.node('propagator'));

  const tracer = root.node('tracer_provider');
  putBatches(variables, tracer.nodes('processors'), 'TRACES', 'BSP');
  putLimits(variables, tracer.node('limits'), 'OTEL_SPAN_');
  putSampler(variables, tracer.node('sampler'));
  tracer.end();

  const logger = root.node('logger_provider');
  putBatches(variables, logger.nodes('processors'), 'LOGS', 'BLRP');
  putLimits(variables, logger.node('limits'), 'OTEL_LOGRECORD_');
  logger.end();

  putMetrics(variables, root.node('meter_provider'));
  root.end();
  return { variables, problems };
}

function put(variables: Variables, name: string, value: string | undefined): void {
  if (value !== undefined && value !== '') variables[name] = value;
}

function putResource(variables: Variables, resource: ConfigNode): void {
  // Of an attribute that is in both, the later pair holds.
  const pairs = [resource.text('attributes_list')].filter((list) => list !== undefined);
  for (const attribute of resource.nodes('attributes')) {
    const [name, value] = [attribute.text('name'), attribute.text('value')];
    attribute.text('type');
    attribute.end();
    if (name !== undefined && value !== undefined) pairs.push(pair(name, value));
  }
  resource.end();
  put(variables, 'OTEL_RESOURCE_ATTRIBUTES', pairs.join(','));
}

function putPropagators(variables: Variables, propagator: ConfigNode): void {
  const listed = propagator.text('composite_list')?.split(',') ?? [];
  const composed = propagator.nodes('composite').flatMap((one) => one.keys());
  propagator.end();
  put(variables, 'OTEL_PROPAGATORS', [...composed, ...listed].join(','));
}

function putLimits(variables: Variables, limits: ConfigNode, prefix: string): void {
  put(variables, `${prefix}ATTRIBUTE_VALUE_LENGTH_LIMIT`, limits.text('attribute_value_length_limit'));
  put(variables, `${prefix}ATTRIBUTE_COUNT_LIMIT`, limits.text('attribute_count_limit'));
  if (prefix === 'OTEL_SPAN_') {
    put(variables, 'OTEL_SPAN_EVENT_COUNT_LIMIT', limits.text('event_count_limit'));
    put(variables, 'OTEL_SPAN_LINK_COUNT_LIMIT', limits.text('link_count_limit'));
    put(variables, 'OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', limits.text('event_attribute_count_limit'));
    put(variables, 'OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', limits.text('link_attribute_count_limit'));
  }
  limits.end();
}

const samplers = new Map([
  ['always_on', 'always_on'],
  ['always_off', 'always_off'],
  ['trace_id_ratio_based', 'traceidratio'],
]);

function putSampler(variables: Variables, sampler: ConfigNode): void {
  const parentBased = sampler.has('parent_based');
  const parent = sampler.node('parent_based');
  const root = parentBased ? parent.node('root') : sampler;
  for (const [key, name] of samplers) {
    if (!root.has(key)) continue;
    put(variables, 'OTEL_TRACES_SAMPLER', parentBased ? `parentbased_${name}` : name);
    const settings = root.node(key);
    put(variables, 'OTEL_TRACES_SAMPLER_ARG', settings.text('ratio'));
    settings.end();
  }
  for (const node of [root, parent, sampler]) node.end();
}

/** The processors of spans or log records. A signal without one is not exported, as the specification says. */
function putBatches(
  variables: Variables,
  processors: readonly ConfigNode[],
  signal: 'TRACES' | 'LOGS',
  batcher: string,
): void {
  const exporters = new Set<string>();
  for (const processor of processors) {
    for (const kind of ['batch', 'simple']) {
      if (!processor.has(kind)) continue;
      const settings = processor.node(kind);
      const exporter = putExporter(variables, settings.node('exporter'), signal, exporters);
      if (exporter === 'otlp') {
        put(variables, `OTEL_${batcher}_SCHEDULE_DELAY`, settings.text('schedule_delay'));
        put(variables, `OTEL_${batcher}_EXPORT_TIMEOUT`, settings.text('export_timeout'));
        put(variables, `OTEL_${batcher}_MAX_QUEUE_SIZE`, settings.text('max_queue_size'));
        put(variables, `OTEL_${batcher}_MAX_EXPORT_BATCH_SIZE`, settings.text('max_export_batch_size'));
      }
      settings.end();
    }
    processor.end();
  }
  variables[`OTEL_${signal}_EXPORTER`] = [...exporters].join(',') || 'none';
}

function putMetrics(variables: Variables, meter: ConfigNode): void {
  const exporters = new Set<string>();
  for (const reader of meter.nodes('readers')) {
    if (reader.has('periodic')) {
      const periodic = reader.node('periodic');
      putExporter(variables, periodic.node('exporter'), 'METRICS', exporters);
      put(variables, 'OTEL_METRIC_EXPORT_INTERVAL', periodic.text('interval'));
      put(variables, 'OTEL_METRIC_EXPORT_TIMEOUT', periodic.text('timeout'));
      periodic.end();
    }
    if (reader.has('pull')) {
      const pull = reader.node('pull');
      const exporter = pull.node('exporter');
      const name = exporter.has('prometheus') ? 'prometheus' : 'prometheus/development';
      if (exporter.has(name)) exporters.add('prometheus');
      const prometheus = exporter.node(name);
      put(variables, 'OTEL_EXPORTER_PROMETHEUS_HOST', prometheus.text('host'));
      put(variables, 'OTEL_EXPORTER_PROMETHEUS_PORT', prometheus.text('port'));
      for (const node of [prometheus, exporter, pull]) node.end();
    }
    reader.end();
  }
  put(variables, 'OTEL_METRICS_EXEMPLAR_FILTER', meter.text('exemplar_filter'));
  meter.end();
  variables.OTEL_METRICS_EXPORTER = [...exporters].join(',') || 'none';
}

/** The one exporter of a processor or reader; its name in the specification's variables. */
function putExporter(
  variables: Variables,
  exporter: ConfigNode,
  signal: 'TRACES' | 'METRICS' | 'LOGS',
  exporters: Set<string>,
): string | undefined {
  const name = ['otlp_http', 'otlp_grpc'].find((one) => exporter.has(one));
  const kind = name === undefined ? (exporter.has('console') ? 'console' : undefined) : 'otlp';
  if (kind === 'console') exporter.node('console').end();
  if (name !== undefined) {
    const otlp = exporter.node(name);
    if (exporters.has('otlp')) otlp.refuse('is a second OTLP exporter of its signal and ignored');
    else putOtlp(variables, otlp, signal, name === 'otlp_grpc');
    otlp.end();
  }
  exporter.end();
  if (kind !== undefined) exporters.add(kind);
  return kind;
}

function putOtlp(variables: Variables, otlp: ConfigNode, signal: string, grpc: boolean): void {
  const prefix = `OTEL_EXPORTER_OTLP_${signal}_`;
  const encoding = otlp.text('encoding');
  put(variables, `${prefix}PROTOCOL`, grpc ? 'grpc' : encoding === 'json' ? 'http/json' : 'http/protobuf');
  put(variables, `${prefix}ENDPOINT`, otlp.text('endpoint'));
  put(variables, `${prefix}COMPRESSION`, otlp.text('compression'));
  put(variables, `${prefix}TIMEOUT`, otlp.text('timeout'));
  const headers = [otlp.text('headers_list')].filter((list) => list !== undefined);
  for (const header of otlp.nodes('headers')) {
    const [name, value] = [header.text('name'), header.text('value')];
    header.end();
    if (name !== undefined && value !== undefined) headers.push(pair(name, value));
  }
  put(variables, `${prefix}HEADERS`, headers.join(','));
  const tls = otlp.node('tls');
  put(variables, `${prefix}CERTIFICATE`, tls.text('ca_file'));
  put(variables, `${prefix}CLIENT_KEY`, tls.text('key_file'));
  put(variables, `${prefix}CLIENT_CERTIFICATE`, tls.text('cert_file'));
  put(variables, `${prefix}INSECURE`, tls.text('insecure'));
  tls.end();
  if (signal !== 'METRICS') return;
  const names = [
    ['temporality_preference', 'TEMPORALITY_PREFERENCE'],
    ['default_histogram_aggregation', 'DEFAULT_HISTOGRAM_AGGREGATION'],
  ] as const;
  for (const [key, name] of names) put(variables, `${prefix}${name}`, otlp.text(key));
}

function pair(name: string, value: string): string {
  return `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
}
