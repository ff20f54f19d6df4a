import { agent } from '../components/agent.ts';
import { agentLogs } from '../components/agent-logs.ts';
import { alertmanager } from '../components/alertmanager.ts';
import { balancer, hasBalancer } from '../components/balancer.ts';
import { cadvisor } from '../components/cadvisor.ts';
import { clickhouse } from '../components/clickhouse.ts';
import { collector } from '../components/collector.ts';
import { grafana } from '../components/grafana.ts';
import { hub } from '../components/hub.ts';
import { jaeger } from '../components/jaeger.ts';
import { loki } from '../components/loki.ts';
import { postgres } from '../components/postgres.ts';
import { prometheus } from '../components/prometheus.ts';
import { redis } from '../components/redis.ts';
import type { Settings } from '../settings/schema.ts';
import type { Component, Secret } from './component.ts';
import { hasClickHouse, hasPostgres, hasRedis, stackSecrets } from './secrets.ts';
import { containerSite, processSite, type Site } from './site.ts';
import { startOrder } from './start-order.ts';

/** Everything that runs, as plain data: what a target renders. */
export interface Stack {
  readonly settings: Settings;
  readonly site: Site;
  /** In the order in which they can start. */
  readonly components: readonly Component[];
  readonly secrets: readonly Secret[];
}

/** Whether an agent stands before the collectors and spreads traces among them. */
export function hasAgent(settings: Settings, kind: Site['kind']): boolean {
  // Compose and Docker: the agent has the fixed ports on the host, so that `--scale collector=N` works.
  return kind !== 'process' && (kind !== 'kubernetes' || settings.replicas.collector > 1);
}

/** The stack in containers. */
export function containerStack(kind: 'compose' | 'docker' | 'kubernetes', settings: Settings): Stack {
  return stackAt(settings, containerSite(kind, settings, hasAgent(settings, kind) ? 'agent' : 'collector'));
}

/** The stack as processes, below one absolute folder. */
export function processStack(settings: Settings, folder: string): Stack {
  return stackAt(settings, processSite(settings, folder));
}

function stackAt(settings: Settings, site: Site): Stack {
  const docker = site.kind === 'compose' || site.kind === 'docker';
  const others: Component[] = [
    ...(hasPostgres(settings) ? [postgres(settings, site)] : []),
    ...(hasRedis(settings) ? [redis(settings, site)] : []),
    ...(hasClickHouse(settings) ? [clickhouse(settings, site)] : []),
    alertmanager(settings, site),
    ...loki(settings, site),
    jaeger(settings, site),
    hub(settings, site),
    ...(hasBalancer(settings, site.kind) ? [balancer(settings, site)] : []),
    collector(settings, site),
    ...(hasAgent(settings, site.kind) ? [agent(settings, site)] : []),
    ...(settings.collection.containerLogs && site.kind !== 'process' ? [agentLogs(settings, site)] : []),
    grafana(settings, site),
    ...(docker && settings.collection.containerMetrics ? [cadvisor(settings, site)] : []),
  ];
  // What cannot run as a process (Grafana is an image only) is left out there, and is no target that is down.
  const scraped = others.filter(({ program }) => site.kind !== 'process' || program !== null);
  const components = startOrder([prometheus(settings, site, scraped), ...others]);
  return { settings, site, components, secrets: stackSecrets(settings) };
}
