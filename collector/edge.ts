import type { Settings } from '../infra/settings/schema.ts';
import type { Site } from '../infra/stack/site.ts';
import type { CollectorConfig } from './config.ts';
import { memoryLimiter } from './gateway.ts';
import { ingestAuth, otlpReceiver } from './ingest.ts';
import { ownTelemetry } from './telemetry.ts';
import { collectorClient, toEachCollector } from './to-collectors.ts';
import { type CollectorVersion, versionFacts } from './versions.ts';

/**
 * The agent before several collectors: takes OTLP at the published ports and hands it on while the sender waits, the
 * spans of a trace always to the same collector. It holds nothing, so killing it loses nothing that was acknowledged.
 */
export function edgeConfig(settings: Settings, site: Site, version: CollectorVersion): CollectorConfig {
  const { names } = versionFacts[version];
  const spread = `${names.otlp}/collectors`;
  const auth = ingestAuth(settings, site, 'agent');
  const [host = '', port = ''] = site.each('collector', 'otlp-grpc').split(':');
  // Who sends is only seen here: the collectors find the agent at the other end of the connection.
  const sender = site.kind === 'kubernetes' ? { k8sattributes: { passthrough: true } } : {};
  const processors = ['memory_limiter', ...Object.keys(sender)];
  return {
    extensions: { health_check: { endpoint: site.listen('agent', 'health') }, ...auth },
    receivers: { otlp: otlpReceiver(settings, site, 'agent') },
    processors: {
      memory_limiter: memoryLimiter(settings.resources.agent?.memory.limit ?? '256Mi'),
      ...sender,
    },
    connectors: {},
    exporters: {
      loadbalancing: {
        routing_key: 'traceID',
        protocol: { otlp: collectorClient(settings, site, 'agent') },
        resolver: { dns: { hostname: host, port, interval: '5s', timeout: '2s' } },
      },
      [spread]: toEachCollector(settings, site, 'agent'),
    },
    service: {
      extensions: ['health_check', ...Object.keys(auth)],
      telemetry: ownTelemetry(version, site.listen('agent', 'metrics')),
      pipelines: {
        traces: { receivers: ['otlp'], processors, exporters: ['loadbalancing'] },
        logs: { receivers: ['otlp'], processors, exporters: [spread] },
        metrics: { receivers: ['otlp'], processors, exporters: [spread] },
      },
    },
  };
}
