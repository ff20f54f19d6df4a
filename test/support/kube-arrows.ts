import type { ProfileName } from '../../infra/settings/schema.ts';
import type { Peer } from './kube-network.ts';

/** A server's pod in the stack's namespace. */
export function server(name: string): Peer {
  return {
    namespace: 'observability',
    labels: {
      'app.kubernetes.io/name': name,
      'app.kubernetes.io/instance': 'observatory',
      'app.kubernetes.io/part-of': 'observatory',
    },
  };
}

/** Reads the logs of containers, in the namespace of what needs a path of its node. */
export const reader: Peer = { ...server('agent-logs'), namespace: 'observability-nodes' };

/** A service of a team. */
export function workloadIn(namespace: string): Peer {
  return { namespace, labels: { app: 'checkout' } };
}

export const dns: Peer = { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } };
export const outside: Peer = { address: '203.0.113.7' };
export const machineMetadata: Peer = { address: '169.254.169.254' };

export type Arrow = readonly [from: Peer, to: Peer, port: number];

/** What the hub asks, and nothing else: log lines of runs, resources, and whether each of the others is there. */
const asked = (loki: string): readonly Arrow[] => [
  [server('hub'), server('prometheus'), 9090],
  [server('hub'), server(loki), 3100],
  [server('hub'), server('alertmanager'), 9093],
  [server('hub'), server('collector'), 13133],
  [server('hub'), server('jaeger'), 16686],
  [server('hub'), server('grafana'), 3000],
];

/** The arrows of the design's picture on one node: who may talk to whom, and at which port. */
const onOneNode: readonly Arrow[] = [
  [workloadIn('observability'), server('collector'), 4317],
  [workloadIn('observability'), server('collector'), 4318],
  [server('collector'), server('jaeger'), 4317],
  [server('collector'), server('prometheus'), 9090],
  [server('collector'), server('loki'), 3100],
  [server('collector'), server('hub'), 3001],
  // What the hub tells of itself goes the way of any service.
  [server('hub'), server('collector'), 4318],
  [server('prometheus'), server('alertmanager'), 9093],
  [server('grafana'), server('prometheus'), 9090],
  [server('grafana'), server('loki'), 3100],
  [server('grafana'), server('jaeger'), 16686],
  [server('grafana'), server('alertmanager'), 9093],
  ...asked('loki'),
  // Jaeger shows the figures of services.
  [server('jaeger'), server('prometheus'), 9090],
  // Everything that has metrics of its own is scraped.
  [server('prometheus'), server('collector'), 8888],
  [server('prometheus'), server('jaeger'), 8888],
  [server('prometheus'), server('loki'), 3100],
  [server('prometheus'), server('hub'), 3001],
  [server('prometheus'), server('grafana'), 3000],
];

/** What each profile must let through; typed by hand. */
export const allowed: Readonly<Record<ProfileName, readonly Arrow[]>> = {
  local: onOneNode,
  small: [...onOneNode, [server('hub'), server('postgres'), 5432]],
  medium: [
    ...onOneNode
      .filter(([, , port]) => port !== 4318)
      .filter(([from]) => !('labels' in from && from.labels.app === 'checkout')),
    [server('hub'), server('agent'), 4318],
    [workloadIn('observability'), server('agent'), 4317],
    [workloadIn('observability'), server('agent'), 4318],
    [server('agent'), server('collector'), 4317],
    [server('hub'), server('postgres'), 5432],
    [server('hub'), server('redis'), 6379],
    [server('jaeger'), server('clickhouse'), 9000],
    [server('alertmanager'), server('alertmanager'), 9094],
  ],
  large: [
    [workloadIn('observability'), server('agent'), 4318],
    [server('hub'), server('agent'), 4318],
    [server('agent'), server('collector'), 4317],
    [server('collector'), server('jaeger'), 4317],
    [server('collector'), server('prometheus'), 9090],
    [server('collector'), server('loki-distributor'), 3100],
    ...asked('loki-query-frontend'),
    [server('collector'), server('hub'), 3001],
    [server('hub'), server('postgres'), 5432],
    [server('hub'), server('redis'), 6379],
    [server('grafana'), server('loki-query-frontend'), 3100],
    // Several Grafanas share its users and sessions.
    [server('grafana'), server('postgres'), 5432],
    [server('loki-distributor'), server('loki-ingester'), 9095],
    [server('loki-querier'), server('loki-ingester'), 9095],
    [server('loki-ingester'), server('loki-ingester'), 7946],
    [server('alertmanager'), server('alertmanager'), 9094],
    // Mimir, the object storage and ClickHouse stand elsewhere.
    [server('prometheus'), outside, 443],
    [server('loki-ingester'), outside, 443],
    [server('jaeger'), outside, 9440],
  ],
};

/** What no profile lets through. */
export const denied: readonly Arrow[] = [
  [workloadIn('shop'), server('collector'), 4318],
  [workloadIn('shop'), server('agent'), 4318],
  [workloadIn('shop'), server('hub'), 3001],
  [workloadIn('shop'), server('prometheus'), 9090],
  [workloadIn('observability'), server('prometheus'), 9090],
  [workloadIn('observability'), server('grafana'), 3000],
  [workloadIn('observability'), server('hub'), 3001],
  [workloadIn('observability'), outside, 443],
  [server('grafana'), server('hub'), 3001],
  [server('grafana'), server('clickhouse'), 9000],
  [server('grafana'), server('collector'), 4318],
  [server('hub'), server('collector'), 8888],
  [server('hub'), server('jaeger'), 4317],
  [server('hub'), server('loki'), 9095],
  [server('hub'), outside, 443],
  [server('hub'), machineMetadata, 80],
  [server('loki'), server('prometheus'), 9090],
  [server('loki'), server('collector'), 4318],
  [server('redis'), outside, 443],
  [server('redis'), server('hub'), 3001],
  [server('collector'), server('redis'), 6379],
  [server('grafana'), server('redis'), 6379],
  [server('postgres'), outside, 443],
  [server('postgres'), server('hub'), 3001],
  [server('prometheus'), server('postgres'), 5432],
  [server('collector'), server('postgres'), 5432],
  [server('collector'), server('grafana'), 3000],
  [server('collector'), server('alertmanager'), 9093],
  [server('alertmanager'), server('prometheus'), 9090],
  [server('alertmanager'), machineMetadata, 80],
  [server('prometheus'), machineMetadata, 80],
  [server('prometheus'), machineMetadata, 443],
  [outside, server('hub'), 3001],
  [outside, server('grafana'), 3000],
  [outside, server('prometheus'), 9090],
  [outside, server('collector'), 4318],
];

/** Where logs of containers are collected. */
export const readerAllowed: readonly Arrow[] = [
  [reader, server('collector'), 4317],
  [server('prometheus'), reader, 8888],
];
export const readerDenied: readonly Arrow[] = [
  [reader, server('collector'), 4318],
  [reader, server('collector'), 8888],
  [reader, server('agent'), 4317],
  [reader, server('loki'), 3100],
  [reader, server('hub'), 3001],
  [reader, server('prometheus'), 9090],
  [reader, workloadIn('shop'), 8080],
  [reader, outside, 443],
  [reader, { address: '10.0.0.1' }, 6443],
  [reader, { address: '10.0.0.1' }, 10250],
  [reader, machineMetadata, 80],
  [server('prometheus'), reader, 13133],
  [server('collector'), reader, 8888],
  [workloadIn('shop'), reader, 8888],
  [workloadIn('observability'), reader, 8888],
  // A pod of the name alone, elsewhere.
  [server('agent-logs'), server('collector'), 4317],
  [{ ...reader, namespace: 'shop' }, server('collector'), 4317],
  [workloadIn('observability-nodes'), server('collector'), 4317],
];
