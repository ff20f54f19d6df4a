import { renderCollector } from '../../collector/config.ts';
import {
  containerLogsConfig,
  containerLogsFolder,
  OFFSETS_IN_CONTAINER,
} from '../../collector/container-logs.ts';
import { needsToken } from '../../collector/ingest.ts';
import { collectorVersionAt } from '../../collector/version-of.ts';
import type { Settings } from '../settings/schema.ts';
import type { Component } from '../stack/component.ts';
import type { Site } from '../stack/site.ts';
import { goMemory } from './collector.ts';
import { image } from './image.ts';

/** On each machine: reads what containers without the shim write; opt-in. */
export function agentLogs(settings: Settings, site: Site): Component {
  const config = containerLogsConfig(settings, site, collectorVersionAt(settings, site, 'agent'));
  // Files of pods are readable by group root, which pods with a path of the host are in. Docker's folder is root's alone.
  const id = site.kind === 'kubernetes' ? 10001 : 0;
  return {
    name: 'agent-logs',
    component: 'agent',
    does: 'Reads the logs of the containers of a machine.',
    image: image(settings, 'agent'),
    build: null,
    program: { server: 'otelcol', binary: 'otelcol-observatory' },
    workload: 'node',
    replicas: 1,
    autoscale: null,
    command: null,
    args: [`--config=${site.file('agent-logs', 'agent-logs.yaml')}`],
    env: goMemory(settings.resources.agent.memory.limit),
    secrets: needsToken(settings, site) ? ['ingest-token'] : [],
    files: [{ path: 'agent-logs.yaml', content: renderCollector(config) }],
    ports: (['health', 'metrics'] as const).map((port) => site.port('agent-logs', port)),
    probes: {
      ready: { port: 'health', path: '/' },
      live: { port: 'health', path: '/' },
      // The image has no program but the collector, which cannot ask.
      command: null,
      startS: 60,
    },
    // How far it has read; on Kubernetes it goes with the pod.
    volumes: [
      {
        name: 'offsets',
        path: site.volume('agent-logs', 'offsets', OFFSETS_IN_CONTAINER),
        size: '64Mi',
      },
    ],
    scratch: [],
    resources: settings.resources.agent,
    user: { uid: id, gid: id },
    privileges: { hostPaths: [containerLogsFolder(site)], clusterRules: [], readOnlyRoot: true },
    needs: ['collector'],
    calls: [{ to: 'collector', port: 'otlp-grpc' }],
    metrics: { port: 'metrics', path: '/metrics' },
    stopS: 30,
  };
}
