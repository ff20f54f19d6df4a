import { lokiServer } from '../infra/components/loki.ts';
import type { Settings } from '../infra/settings/schema.ts';
import { sizeBytes } from '../infra/settings/units.ts';
import type { Site } from '../infra/stack/site.ts';
import { logFileReceivers, metricReceivers } from './collection.ts';
import type { CollectorConfig, Config, Pipeline } from './config.ts';
import { genAiNamesProcessor } from './genai-names.ts';
import { hubLogsFilter } from './hub-branch.ts';
import { ingestAuth, otlpReceiver } from './ingest.ts';
import { lokiLogsFilter, lokiProcessor } from './loki.ts';
import { diskQueue, queueStorage, STORAGE } from './queues.ts';
import { redactionProcessor } from './redaction.ts';
import { kubernetesAttributes, resourceDetection } from './resource.ts';
import { isSampling, onlyAgentsFilter, tailSamplingProcessor, withoutAgentsFilter } from './sampling.ts';
import {
  madeHereProcessor,
  serviceGraphConnector,
  spanMetricsConnector,
  spanNameProcessor,
} from './span-metrics.ts';
import { ownTelemetry } from './telemetry.ts';
import { type CollectorVersion, versionFacts } from './versions.ts';

const HUB_AUTH = 'bearertokenauth/hub';
const TRACES = 'forward/traces';
const LOGS = 'forward/logs';
const METRICS = 'forward/metrics';

/** A server's answer to the memory that it may use: it refuses while there is little, and senders try again. */
export function memoryLimiter(limit: string): Config {
  const mebibytes = Math.floor((sizeBytes(limit) ?? 2 ** 29) / 2 ** 20);
  return {
    check_interval: '1s',
    limit_mib: Math.floor(mebibytes * 0.8),
    spike_limit_mib: Math.floor(mebibytes * 0.2),
  };
}

/**
 * The collector that processes: every signal is received, completed and redacted once, then forks. Nothing between a
 * receiver and an exporter's queue on disk holds data in memory, but for traces that wait for the sampling decision.
 */
export function gatewayConfig(settings: Settings, site: Site, version: CollectorVersion): CollectorConfig {
  const { names } = versionFacts[version];
  const jaeger = `${names.otlp}/jaeger`;
  const prometheus = `${names.otlpHttp}/prometheus`;
  const loki = `${names.otlpHttp}/loki`;
  const hub = `${names.otlpHttp}/hub`;
  const spanMetrics = names.spanMetrics;
  const sampling = isSampling(settings);
  const onlyAgents = settings.hub.spans === 'agent';
  const redaction = redactionProcessor(settings);
  const measured = metricReceivers(settings, site.kind);
  const logFiles = logFileReceivers(settings, STORAGE);
  const http = (server: string, path = '') => `http://${site.address(server, 'http')}${path}`;
  const auth = ingestAuth(settings, site, 'collector');

  const origin = [...(site.kind === 'kubernetes' ? ['k8sattributes'] : []), 'resourcedetection'];
  const redact = redaction === null ? [] : ['transform/redact'];
  const pipelines: Record<string, Pipeline> = {
    'traces/in': {
      receivers: ['otlp'],
      processors: ['memory_limiter', ...origin, 'transform/genai', ...redact],
      exporters: [TRACES],
    },
    'traces/hub': {
      receivers: [TRACES],
      processors: onlyAgents ? ['filter/only-agents'] : [],
      exporters: [hub],
    },
    'traces/metrics': {
      receivers: [TRACES],
      processors: ['transform/span-names'],
      exporters: [spanMetrics, 'servicegraph'],
    },
    // With a share of 1 there is nothing to decide: no trace waits in memory.
    ...(sampling
      ? {
          'traces/jaeger-agents': {
            receivers: [TRACES],
            processors: ['filter/only-agents'],
            exporters: [jaeger],
          },
          'traces/jaeger-others': {
            receivers: [TRACES],
            processors: ['tail_sampling', 'filter/without-agents'],
            exporters: [jaeger],
          },
        }
      : { 'traces/jaeger': { receivers: [TRACES], processors: [], exporters: [jaeger] } }),
    'logs/in': {
      receivers: ['otlp', ...Object.keys(logFiles)],
      processors: ['memory_limiter', ...origin, ...redact],
      exporters: [LOGS],
    },
    'logs/hub': { receivers: [LOGS], processors: ['filter/hub-logs'], exporters: [hub] },
    'logs/loki': {
      receivers: [LOGS],
      processors: ['filter/loki-logs', 'transform/loki'],
      exporters: [loki],
    },
    'metrics/in': {
      receivers: ['otlp'],
      processors: ['memory_limiter', ...origin],
      exporters: [METRICS],
    },
    'metrics/hub': { receivers: [METRICS], processors: [], exporters: [hub] },
    // Scraped metrics must not come a second time by OTLP.
    ...(settings.metricsWay === 'otlp'
      ? { 'metrics/prometheus': { receivers: [METRICS], processors: [], exporters: [prometheus] } }
      : {}),
    'metrics/spans': {
      receivers: [spanMetrics, 'servicegraph'],
      processors: ['transform/made-here'],
      exporters: [prometheus],
    },
    ...(Object.keys(measured).length > 0
      ? {
          'metrics/measured': {
            receivers: Object.keys(measured),
            processors: ['memory_limiter', 'resourcedetection'],
            exporters: [prometheus],
          },
        }
      : {}),
  };

  const queue = diskQueue(settings);
  return {
    extensions: {
      health_check: { endpoint: site.listen('collector', 'health') },
      [STORAGE]: queueStorage(site.volume('collector', 'queues', QUEUES_IN_CONTAINER), version),
      ...auth,
      [HUB_AUTH]: { filename: site.secret('collector', 'hub-ingest-key') },
    },
    receivers: { otlp: otlpReceiver(settings, site, 'collector'), ...measured, ...logFiles },
    processors: {
      memory_limiter: memoryLimiter(settings.resources.collector?.memory.limit ?? '512Mi'),
      ...(site.kind === 'kubernetes' ? { k8sattributes: kubernetesAttributes() } : {}),
      resourcedetection: resourceDetection(site.kind),
      'transform/genai': genAiNamesProcessor(),
      ...(redaction === null ? {} : { 'transform/redact': redaction }),
      ...(onlyAgents || sampling ? { 'filter/only-agents': onlyAgentsFilter() } : {}),
      ...(sampling
        ? { tail_sampling: tailSamplingProcessor(settings), 'filter/without-agents': withoutAgentsFilter() }
        : {}),
      'filter/hub-logs': hubLogsFilter(version),
      'filter/loki-logs': lokiLogsFilter(version),
      'transform/loki': lokiProcessor(),
      'transform/span-names': spanNameProcessor(),
      'transform/made-here': madeHereProcessor(instanceOf(site)),
    },
    connectors: {
      [TRACES]: null,
      [LOGS]: null,
      [METRICS]: null,
      [spanMetrics]: spanMetricsConnector(version),
      servicegraph: serviceGraphConnector(),
    },
    exporters: {
      [jaeger]: { endpoint: site.address('jaeger', 'otlp-grpc'), tls: { insecure: true }, ...queue },
      [prometheus]: { endpoint: http('prometheus', '/api/v1/otlp'), ...queue },
      [loki]: { endpoint: http(lokiServer(settings, 'write'), '/otlp'), ...queue },
      [hub]: { endpoint: http('hub'), auth: { authenticator: HUB_AUTH }, ...queue },
    },
    service: {
      extensions: ['health_check', STORAGE, ...Object.keys(auth), HUB_AUTH],
      telemetry: ownTelemetry(version, site.listen('collector', 'metrics')),
      pipelines,
    },
  };
}

/** Where the image has the volume of the queues. */
export const QUEUES_IN_CONTAINER = '/var/lib/otelcol';

/** What tells two collectors apart: the pod's or container's name, which the collector reads at its start. */
function instanceOf(site: Site): string {
  return site.kind === 'process' ? 'collector' : `\${env:HOSTNAME}`;
}
