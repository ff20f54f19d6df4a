import type { ComponentName, Settings } from '../settings/schema.ts';

/** Registry, repository and tag of each server; `observatory images --pin` resolves the digests. */
const images: Readonly<Record<ComponentName, readonly [registry: string, repository: string, tag: string]>> =
  {
    agent: ['docker.io', 'otel/opentelemetry-collector-contrib', '0.159.0'],
    collector: ['docker.io', 'otel/opentelemetry-collector-contrib', '0.159.0'],
    prometheus: ['docker.io', 'prom/prometheus', 'v3.14.0'],
    alertmanager: ['docker.io', 'prom/alertmanager', 'v0.34.0'],
    loki: ['docker.io', 'grafana/loki', '3.7.6'],
    jaeger: ['docker.io', 'jaegertracing/jaeger', '2.20.0'],
    grafana: ['docker.io', 'grafana/grafana', '13.2.0'],
    hub: ['ghcr.io', 'observatory/hub', '0.1.0'],
    postgres: ['docker.io', 'library/postgres', '18.4'],
    redis: ['docker.io', 'library/redis', '8.4'],
    clickhouse: ['docker.io', 'clickhouse/clickhouse-server', '25.8'],
    cadvisor: ['gcr.io', 'cadvisor/cadvisor', 'v0.52.1'],
    // From 1.27.3 on it asks again for the addresses of a name.
    balancer: ['docker.io', 'nginxinc/nginx-unprivileged', '1.28.0-alpine'],
  };

/** The image of a server: what the settings say in full, else the pinned one, from the registry that they name. */
export function image({ images: { registry, overrides } }: Settings, component: ComponentName): string {
  const [own, repository, tag] = images[component];
  return overrides[component] ?? `${registry ?? own}/${repository}:${tag}`;
}
