import { stringify } from 'yaml';
import type { Settings } from '../settings/schema.ts';
import type { Component } from '../stack/component.ts';
import type { Site } from '../stack/site.ts';
import { image } from './image.ts';

/** Metrics: what the collector sends by OTLP, and what it scrapes from the stack's own servers. */
export function prometheus(settings: Settings, site: Site): Component {
  const data = site.volume('prometheus', 'data', '/prometheus');
  return {
    name: 'prometheus',
    component: 'prometheus',
    does: 'Keeps metrics, evaluates rules and alerts.',
    image: image(settings, 'prometheus'),
    build: null,
    program: { server: 'prometheus', binary: 'prometheus' },
    workload: 'ordered',
    replicas: 1,
    autoscale: null,
    command: null,
    args: [
      `--config.file=${site.file('prometheus', 'prometheus.yml')}`,
      `--storage.tsdb.path=${data}`,
      `--web.listen-address=${site.listen('prometheus', 'http')}`,
    ],
    env: {},
    secrets: [],
    files: [{ path: 'prometheus.yml', content: stringify({}) }],
    ports: [site.port('prometheus', 'http')],
    probes: {
      ready: { port: 'http', path: '/-/ready' },
      live: { port: 'http', path: '/-/healthy' },
      command: ['promtool', 'check', 'ready', '--url=http://localhost:9090'],
      startS: 120,
    },
    volumes: [{ name: 'data', path: data, size: settings.storage.sizes.prometheus ?? '8Gi' }],
    scratch: [],
    resources: settings.resources.prometheus ?? {
      cpu: { request: '100m', limit: '1' },
      memory: { request: '256Mi', limit: '1Gi' },
    },
    user: { uid: 65534, gid: 65534 },
    privileges: { hostPaths: [], clusterRules: [], readOnlyRoot: true },
    needs: [],
    calls: [],
    metrics: { port: 'http', path: '/metrics' },
    stopS: 60,
  };
}
