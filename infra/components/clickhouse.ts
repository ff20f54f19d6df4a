import { stringify } from 'yaml';
import type { Settings } from '../settings/schema.ts';
import type { Component } from '../stack/component.ts';
import type { Site } from '../stack/site.ts';
import { closedServer } from './closed-server.ts';
import { hostPort } from './host-port.ts';

const IMAGE_FOLDER = '/etc/clickhouse-server';

/** Where Jaeger keeps traces once one volume is too little. */
export function clickhouse(settings: Settings, site: Site): Component {
  const data = site.volume('clickhouse', 'data', '/var/lib/clickhouse');
  const native = hostPort(site.listen('clickhouse', 'native'));
  const http = hostPort(site.listen('clickhouse', 'http'));
  const metrics = hostPort(site.listen('clickhouse', 'metrics'));
  const config = {
    logger: { level: 'warning', console: 1 },
    listen_host: native.host,
    tcp_port: native.port,
    http_port: http.port,
    prometheus: {
      endpoint: '/metrics',
      port: metrics.port,
      metrics: true,
      events: true,
      asynchronous_metrics: true,
    },
    path: `${data}/`,
    tmp_path: `${data}/tmp/`,
    user_files_path: `${data}/user_files/`,
    format_schema_path: `${data}/format_schemas/`,
    // The image's entry point writes the user with its password into users.d beside it.
    user_directories: { users_xml: { path: `${IMAGE_FOLDER}/users.xml` } },
    default_profile: 'default',
    default_database: 'default',
    mark_cache_size: 268_435_456,
    max_server_memory_usage_to_ram_ratio: 0.8,
  };
  return {
    ...closedServer(settings, 'clickhouse'),
    does: 'Keeps traces for Jaeger.',
    workload: 'ordered',
    env: {
      CLICKHOUSE_CONFIG: site.file('clickhouse', 'config.yaml'),
      CLICKHOUSE_DB: 'jaeger',
      CLICKHOUSE_USER: 'jaeger',
      CLICKHOUSE_PASSWORD_FILE: site.secret('clickhouse', 'traces-password'),
    },
    secrets: ['traces-password'],
    files: [{ path: 'config.yaml', content: stringify(config, { lineWidth: 0 }) }],
    ports: ['native', 'http', 'metrics'].map((port) => site.port('clickhouse', port)),
    probes: {
      ready: { port: 'http', path: '/ping' },
      live: { port: 'http', path: '/ping' },
      command: ['wget', '-qO', '/dev/null', `http://127.0.0.1:${http.port}/ping`],
      startS: 120,
    },
    volumes: [{ name: 'data', path: data, size: settings.storage.sizes.clickhouse }],
    scratch: [`${IMAGE_FOLDER}/users.d`, '/tmp'],
    user: { uid: 101, gid: 101 },
    metrics: { port: 'metrics', path: '/metrics' },
    stopS: 60,
  };
}
