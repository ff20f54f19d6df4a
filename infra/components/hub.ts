import type { Settings } from '../settings/schema.ts';
import { durationSeconds } from '../settings/units.ts';
import type { Component } from '../stack/component.ts';
import { hasPostgres } from '../stack/secrets.ts';
import type { Site } from '../stack/site.ts';
import { image } from './image.ts';

/** Where the image keeps the database of its own; a folder below it, since a volume's root belongs to whoever made it. */
const VOLUME = '/var/lib/observatory';
/** EN14: from three hubs on their number follows the load. */
const LEAST_TO_SCALE = 3;

/** Executions, live streams, the page: the API server of this repository, with a database of its own or on a server. */
export function hub(settings: Settings, site: Site): Component {
  const { stores, replicas, hosts } = settings;
  const embedded = stores.database === 'embedded';
  const volume = site.volume('hub', 'data', VOLUME);
  const http = site.port('hub', 'http');
  const listen = site.listen('hub', 'http');
  return {
    name: 'hub',
    component: 'hub',
    does: 'Keeps executions, answers the API and live streams, serves the page.',
    image: image(settings, 'hub'),
    build: { context: '.', dockerfile: 'hub/Dockerfile' },
    // Not of the cache: `node hub/dist/main.js` of this repository.
    program: { server: 'hub', binary: 'hub' },
    workload: embedded ? 'ordered' : 'replicated',
    replicas: embedded ? 1 : replicas.hub,
    autoscale:
      !embedded && replicas.hub >= LEAST_TO_SCALE
        ? {
            max: Math.max(10, replicas.hub),
            cpuPercent: 70,
            // A third of what a hub stores and folds a second on two cores (docs/benchmarks.md).
            metric: { name: 'observatory_ingested_per_second', perPod: 3000 },
          }
        : null,
    command: null,
    args: [],
    env: {
      HOST: listen.slice(0, listen.lastIndexOf(':')),
      PORT: String(http.number),
      // Senders reach the collector there; it reaches the hub at its own port.
      OBSERVATORY_OTLP_HTTP_PORT: 'off',
      OBSERVATORY_OTLP_GRPC_PORT: 'off',
      OBSERVATORY_API_KEY_FILE: site.secret('hub', 'hub-api-key'),
      OBSERVATORY_ALLOWED_HOSTS: ['hub', ...(hosts.hub === null ? [] : [hosts.hub])].join(','),
      OBSERVATORY_EXECUTION_TIMEOUT: String(durationSeconds(settings.hub.executionTimeout)),
      RETENTION_DAYS: String(Math.ceil((durationSeconds(settings.retention) ?? 0) / 86_400)),
      ...(embedded
        ? { OBSERVATORY_DATA_DIR: `${volume}/hub` }
        : { DATABASE_URL_FILE: site.secret('hub', 'database-url') }),
    },
    secrets: ['hub-api-key', ...(embedded ? [] : ['database-url'])],
    files: [],
    ports: [http],
    probes: {
      ready: { port: 'http', path: '/ready' },
      live: { port: 'http', path: '/health' },
      command: ['node', '/app/hub/dist/probe.js'],
      // Recovery after a crash reads up to a gigabyte of log.
      startS: 120,
    },
    volumes: embedded ? [{ name: 'data', path: volume, size: settings.storage.sizes.hub }] : [],
    scratch: ['/tmp'],
    resources: settings.resources.hub,
    user: { uid: 1000, gid: 1000 },
    privileges: { hostPaths: [], clusterRules: [], readOnlyRoot: true },
    needs: hasPostgres(settings) ? ['postgres'] : [],
    calls: embedded
      ? []
      : [hasPostgres(settings) ? { to: 'postgres', port: 'sql' } : { to: 'internet', port: '*' }],
    metrics: { port: 'http', path: '/metrics' },
    // The database's last checkpoint is inside it.
    stopS: 15,
  };
}
