import type { ComponentName, Settings } from '../settings/schema.ts';

/** The port that each server listens on in a container, under the name that everything calls it by. */
export const containerPorts = {
  agent: { 'otlp-grpc': 4317, 'otlp-http': 4318, health: 13133, metrics: 8888 },
  collector: { 'otlp-grpc': 4317, 'otlp-http': 4318, health: 13133, metrics: 8888 },
  prometheus: { http: 9090 },
  alertmanager: { http: 9093, cluster: 9094 },
  loki: { http: 3100, grpc: 9095, gossip: 7946 },
  jaeger: {
    query: 16686,
    'query-grpc': 16685,
    'otlp-grpc': 4317,
    'otlp-http': 4318,
    health: 13133,
    metrics: 8888,
  },
  grafana: { http: 3000 },
  // `sql` is that of the database of its own.
  hub: { http: 3001, sql: 5432 },
  postgres: { sql: 5432 },
  redis: { redis: 6379 },
  clickhouse: { native: 9000, http: 8123, metrics: 9363 },
  cadvisor: { http: 8080 },
  balancer: { http: 3001 },
} as const satisfies Record<ComponentName, Record<string, number>>;

/** The parts of Loki in microservices mode. */
export const lokiParts = [
  'distributor',
  'ingester',
  'querier',
  'query-frontend',
  'query-scheduler',
  'index-gateway',
  'compactor',
  'pattern-ingester',
] as const;

/** The component that a server of the stack is, or is a part of: `loki-ingester` is `loki`. */
export function componentOf(server: string): ComponentName {
  return server.split('-')[0] as ComponentName;
}

/** The number that a server's port has in a container. */
export function containerPort(server: string, port: string): number {
  const ports: Readonly<Record<string, number>> = containerPorts[componentOf(server)];
  const number = ports?.[port];
  if (number === undefined) throw new Error(`${server} has no port ${port}`);
  return number;
}

const servers = [...Object.keys(containerPorts), ...lokiParts.map((part) => `loki-${part}`)];
/** Every port there can be, in an order that never depends on the settings. */
export const allPorts: readonly string[] = servers.flatMap((server) =>
  Object.keys(containerPorts[componentOf(server)]).map((port) => `${server}/${port}`),
);

/** The port on the host of what users reach; null for what only the stack uses. */
export function publishedPort(settings: Settings, component: string, port: string): number | null {
  const { ports } = settings;
  const published: Record<string, number> = {
    'prometheus/http': ports.prometheus,
    'alertmanager/http': ports.alertmanager,
    'loki/http': ports.loki,
    'jaeger/query': ports.jaeger,
    'grafana/http': ports.grafana,
    'hub/http': ports.hub,
    // Loki's front in microservices mode answers for all of it.
    'loki-query-frontend/http': ports.loki,
  };
  return published[`${component}/${port}`] ?? null;
}
