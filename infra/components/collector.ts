import { renderCollector } from '../../collector/config.ts';
import { gatewayConfig, QUEUES_IN_CONTAINER } from '../../collector/gateway.ts';
import { needsToken } from '../../collector/ingest.ts';
import { collectorVersionAt } from '../../collector/version-of.ts';
import type { Settings } from '../settings/schema.ts';
import { sizeBytes } from '../settings/units.ts';
import type { ClusterRule, Component } from '../stack/component.ts';
import type { Site } from '../stack/site.ts';
import { image } from './image.ts';
import { lokiServer } from './loki.ts';

/** Pods, and the workloads that they belong to: which pod a sender is. */
const podReader: readonly ClusterRule[] = [
  {
    apiGroups: [''],
    resources: ['pods', 'namespaces', 'nodes'],
    nonResourceURLs: [],
    verbs: ['get', 'watch', 'list'],
  },
  { apiGroups: ['apps'], resources: ['replicasets'], nonResourceURLs: [], verbs: ['get', 'watch', 'list'] },
  { apiGroups: ['batch'], resources: ['jobs'], nonResourceURLs: [], verbs: ['get', 'watch', 'list'] },
];

/** Everything that telemetry goes through: names, redaction, span metrics, sampling, and a queue on disk to each store. */
export function collector(settings: Settings, site: Site): Component {
  const onKubernetes = site.kind === 'kubernetes';
  const queues = site.volume('collector', 'queues', QUEUES_IN_CONTAINER);
  const config = gatewayConfig(settings, site, collectorVersionAt(settings, site, 'collector'));
  return {
    name: 'collector',
    component: 'collector',
    does: 'Receives telemetry, completes and redacts it, and brings it to the stores by queues on disk.',
    image: image(settings, 'collector'),
    build: null,
    program: { server: 'otelcol', binary: 'otelcol-observatory' },
    // Each has a queue of its own that must outlive it.
    workload: 'ordered',
    replicas: settings.replicas.collector,
    scalable: { program: '/otelcol-contrib' },
    autoscale: null,
    command: null,
    args: [`--config=${site.file('collector', 'collector.yaml')}`],
    env: goMemory(settings.resources.collector.memory.limit),
    secrets: ['hub-ingest-key', ...(needsToken(settings, site) ? ['ingest-token'] : [])],
    files: [{ path: 'collector.yaml', content: renderCollector(config) }],
    ports: (['otlp-grpc', 'otlp-http', 'health', 'metrics'] as const).map((port) =>
      site.port('collector', port),
    ),
    probes: {
      ready: { port: 'health', path: '/' },
      live: { port: 'health', path: '/' },
      // The image has no program but the collector, which cannot ask.
      command: null,
      startS: 60,
    },
    volumes: [{ name: 'queues', path: queues, size: settings.storage.sizes.collector ?? '5Gi' }],
    scratch: [],
    resources: settings.resources.collector,
    user: { uid: 10001, gid: 10001 },
    privileges: { hostPaths: [], clusterRules: onKubernetes ? podReader : [], readOnlyRoot: true },
    // None: what a store cannot take yet waits in its queue.
    needs: [],
    calls: [
      { to: 'jaeger', port: 'otlp-grpc' },
      { to: 'prometheus', port: 'http' },
      { to: lokiServer(settings, 'write'), port: 'http' },
      { to: 'hub', port: 'http' },
      ...(onKubernetes ? [{ to: 'kubernetes-api', port: '*' }] : []),
      ...(settings.collection.healthChecks.length > 0 ? [{ to: 'internet', port: '*' }] : []),
    ],
    metrics: { port: 'metrics', path: '/metrics' },
    stopS: 30,
  };
}

/** Go returns memory before the limiter must refuse data. */
export function goMemory(limit: string): Readonly<Record<string, string>> {
  return { GOMEMLIMIT: `${Math.floor(((sizeBytes(limit) ?? 2 ** 29) / 2 ** 20) * 0.8)}MiB` };
}
