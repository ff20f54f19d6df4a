import { renderCollector } from '../../collector/config.ts';
import { edgeConfig } from '../../collector/edge.ts';
import { needsToken } from '../../collector/ingest.ts';
import { collectorVersionAt } from '../../collector/version-of.ts';
import type { Settings } from '../settings/schema.ts';
import type { Component } from '../stack/component.ts';
import type { Site } from '../stack/site.ts';
import { goMemory } from './collector.ts';
import { image } from './image.ts';

/** Before scaled collectors: has the fixed ports, and brings all spans of a trace to the same collector. */
export function agent(settings: Settings, site: Site): Component {
  const config = edgeConfig(settings, site, collectorVersionAt(settings, site, 'agent'));
  return {
    name: 'agent',
    component: 'agent',
    does: 'Receives telemetry at the fixed ports and spreads it over the collectors, holding nothing.',
    image: image(settings, 'agent'),
    build: null,
    program: { server: 'otelcol', binary: 'otelcol-observatory' },
    workload: 'replicated',
    replicas: 1,
    autoscale: null,
    command: null,
    args: [`--config=${site.file('agent', 'agent.yaml')}`],
    env: goMemory(settings.resources.agent.memory.limit),
    secrets: needsToken(settings, site) ? ['ingest-token'] : [],
    files: [{ path: 'agent.yaml', content: renderCollector(config) }],
    ports: (['otlp-grpc', 'otlp-http', 'health', 'metrics'] as const).map((port) => site.port('agent', port)),
    probes: {
      ready: { port: 'health', path: '/' },
      live: { port: 'health', path: '/' },
      // The image has no program but the collector, which cannot ask.
      command: null,
      startS: 60,
    },
    volumes: [],
    scratch: [],
    resources: settings.resources.agent,
    user: { uid: 10001, gid: 10001 },
    privileges: { hostPaths: [], clusterRules: [], readOnlyRoot: true },
    needs: ['collector'],
    calls: [{ to: 'collector', port: 'otlp-grpc' }],
    metrics: { port: 'metrics', path: '/metrics' },
    stopS: 30,
  };
}
