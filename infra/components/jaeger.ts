import { stringify } from 'yaml';
import type { Settings } from '../settings/schema.ts';
import type { Component } from '../stack/component.ts';
import { hasClickHouse } from '../stack/secrets.ts';
import type { Site } from '../stack/site.ts';
import { closedServer } from './closed-server.ts';
import { jaegerConfig } from './jaeger-config.ts';

/** The one folder of the image that its user may write; a volume there takes over its mode. */
const VOLUME = '/tmp';

/** Traces, their page, and the figures of services (SPM) that it asks Prometheus for. */
export function jaeger(settings: Settings, site: Site): Component {
  const { stores } = settings;
  const badger = stores.traces === 'badger';
  const data = site.volume('jaeger', 'data', VOLUME);
  const password = hasClickHouse(settings) || stores.tracesPasswordFile !== null;
  return {
    ...closedServer(settings, 'jaeger'),
    does: 'Keeps and shows traces.',
    program: { server: 'jaeger', binary: 'jaeger' },
    workload: badger ? 'ordered' : 'replicated',
    replicas: badger ? 1 : settings.replicas.jaeger,
    args: [
      `--config=${site.file('jaeger', 'jaeger.yaml')}`,
      // From 2.18 to 2.22 this store has to be asked for; 2.13, which runs as a process here, does not know the gate.
      ...(stores.traces === 'clickhouse' && site.kind !== 'process'
        ? ['--feature-gates=storage.clickhouse']
        : []),
    ],
    secrets: password ? ['traces-password'] : [],
    files: [
      {
        path: 'jaeger.yaml',
        content: stringify(jaegerConfig(settings, site, `${data}/badger`), { lineWidth: 0 }),
      },
      { path: 'ui.json', content: `${JSON.stringify({ monitor: { menuEnabled: true } }, null, 2)}\n` },
    ],
    ports: ['query', 'query-grpc', 'otlp-grpc', 'otlp-http', 'health', 'metrics'].map((port) =>
      site.port('jaeger', port),
    ),
    probes: {
      ready: { port: 'health', path: '/status' },
      live: { port: 'health', path: '/status' },
      // The image has no shell, and its binary asks no questions.
      command: null,
      startS: 120,
    },
    volumes: badger ? [{ name: 'data', path: data, size: settings.storage.sizes.jaeger }] : [],
    scratch: badger ? [] : ['/tmp'],
    user: { uid: 10001, gid: 10001 },
    needs: hasClickHouse(settings) ? ['clickhouse'] : [],
    calls: [
      stores.metricsQueryUrl === null ? { to: 'prometheus', port: 'http' } : { to: 'internet', port: '*' },
      ...(badger
        ? []
        : [hasClickHouse(settings) ? { to: 'clickhouse', port: 'native' } : { to: 'internet', port: '*' }]),
    ],
    metrics: { port: 'metrics', path: '/metrics' },
    stopS: 60,
  };
}
