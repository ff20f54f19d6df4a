import { hubMetrics, prometheusName } from '@observatory/shim/conventions';
import { pagesOf } from '../../alerts/rules/links.ts';
import { needsToken } from '../../collector/ingest.ts';
import type { Settings } from '../settings/schema.ts';
import { durationSeconds, sizeBytes } from '../settings/units.ts';
import type { Component } from '../stack/component.ts';
import { hasReader, readerSecret } from '../stack/reader.ts';
import { hasPostgres, hasRedis } from '../stack/secrets.ts';
import type { Site } from '../stack/site.ts';
import { DOCKER_NETWORKS, hasBalancer } from './balancer.ts';
import { closedServer } from './closed-server.ts';
import { hostPort } from './host-port.ts';
import { mostHubs } from './hub-count.ts';
import {
  DAY_S,
  keepEnvironment,
  listed,
  oidcEnvironment,
  webhookEnvironment,
  webhookSecrets,
} from './hub-environment.ts';
import { lokiServer } from './loki.ts';

/** Where the image keeps the database of its own. */
const VOLUME = '/var/lib/observatory';

/** Executions, live streams, the page: the API server of this repository, with a database of its own or on a server. */
export function hub(settings: Settings, site: Site): Component {
  const { stores, replicas } = settings;
  const embedded = stores.database === 'embedded';
  const volume = site.volume('hub', 'data', VOLUME);
  const ownPrices = settings.hub.pricesFile !== null;
  const max = mostHubs(settings);
  return {
    ...closedServer(settings, 'hub'),
    does: 'Keeps executions, answers the API and live streams, serves the page.',
    build: { context: '.', dockerfile: 'hub/Dockerfile' },
    // Not of the cache: this repository's own bundle, run by this Node.
    program: { server: 'hub', binary: 'hub' },
    // A database of its own is one hub's alone.
    workload: embedded ? 'ordered' : 'replicated',
    replicas: embedded ? 1 : replicas.hub,
    autoscale:
      max === null
        ? null
        : {
            max,
            cpuPercent: 70,
            // A third of what one hub stores and folds a second on two cores (docs/hub-itself.md).
            metric: { name: prometheusName(hubMetrics.ingestedPerSecond), perPod: 3000 },
          },
    env: hubEnvironment(settings, site, embedded ? volume : null),
    secrets: [
      'hub-api-key',
      'hub-ingest-key',
      'hub-read-key',
      ...(needsToken(settings, site) ? ['ingest-token'] : []),
      ...(embedded ? [] : ['database-url']),
      ...(stores.redisUrlFile === null ? [] : ['redis-url']),
      ...(hasReader(settings) ? [readerSecret] : []),
      ...(ownPrices ? ['hub-prices'] : []),
      ...(settings.hub.oidc === null ? [] : ['hub-oidc-secret']),
      ...webhookSecrets(settings),
      ...(settings.hub.encryptionKeyFile === null ? [] : ['hub-encryption-keys']),
    ],
    ports: [site.port('hub', 'http'), ...(embedded ? [site.port('hub', 'sql')] : [])],
    probes: {
      ready: { port: 'http', path: '/ready' },
      // The page, which an image always has. Not /health, which fails with the database: a hub that waits for it must
      // not start again and again.
      live: site.kind === 'process' ? { port: 'http' } : { port: 'http', path: '/' },
      command: ['node', '/app/hub/dist/probe.js'],
      // After a crash the database reads up to a gigabyte of its log.
      startS: 120,
    },
    volumes: embedded ? [{ name: 'data', path: volume, size: settings.storage.sizes.hub }] : [],
    scratch: ['/tmp'],
    // The image's user `node`: PostgreSQL wants one that /etc/passwd names.
    user: { uid: 1000, gid: 1000 },
    needs: hasPostgres(settings) ? ['postgres'] : [],
    calls: [
      ...(embedded
        ? []
        : [hasPostgres(settings) ? { to: 'postgres', port: 'sql' } : { to: 'internet', port: '*' }]),
      ...(hasRedis(settings) ? [{ to: 'redis', port: 'redis' }] : []),
      ...(stores.redisUrlFile === null ? [] : [{ to: 'internet', port: '*' }]),
      ...others(settings, site).map(({ call }) => call),
      { to: otlpDoor(site), port: 'otlp-http' },
      // Whoever signs in does so at a provider that only the settings know; a webhook is anywhere.
      ...(settings.hub.oidc === null && settings.hub.webhook === null ? [] : [{ to: 'internet', port: '*' }]),
    ],
    metrics: { port: 'http', path: '/metrics', bearer: 'hub-read-key' },
    // A hub serves on while it says that it stops, answers and stores what is under way within 30 s (hub/src/program.ts).
    stopS: drainS(settings) + 40,
  };
}

/** Between the word that a pod goes and the last node that has heard it, Kubernetes takes a second or two. */
function drainS({ stores, replicas }: Settings): number {
  return stores.database !== 'embedded' && replicas.hub > 1 ? 5 : 0;
}

/** The servers that it asks, for log lines and resources and for how they are: the variable, and the arrow. */
function others(settings: Settings, site: Site) {
  const asked = (variable: string, to: string, port: string) => ({
    variable,
    url: `http://${site.address(to, port)}`,
    call: { to, port },
  });
  return [
    // That of the stack also where Mimir keeps more, elsewhere: the hub, which holds what people said, needs no way out.
    asked('OBSERVATORY_PROMETHEUS_URL', 'prometheus', 'http'),
    asked('OBSERVATORY_LOKI_URL', lokiServer(settings, 'read'), 'http'),
    asked('OBSERVATORY_ALERTMANAGER_URL', 'alertmanager', 'http'),
    asked('OBSERVATORY_COLLECTOR_URL', 'collector', 'health'),
    asked('OBSERVATORY_JAEGER_PROBE_URL', 'jaeger', 'query'),
    // As a process there is no Grafana.
    ...(site.kind === 'process' ? [] : [asked('OBSERVATORY_GRAFANA_PROBE_URL', 'grafana', 'http')]),
  ];
}

/** Where the hub tells of itself: the server that takes what services send. */
const otlpDoor = (site: Site): 'agent' | 'collector' =>
  site.port('agent', 'otlp-http').published === null ? 'collector' : 'agent';

function hubEnvironment(settings: Settings, site: Site, volume: string | null): Record<string, string> {
  const { hosts, retention } = settings;
  const { host, port } = hostPort(site.listen('hub', 'http'));
  const pages = pagesOf(settings);
  return {
    HOST: host,
    PORT: String(port),
    // Senders reach the collector there; it reaches the hub at its own port.
    OBSERVATORY_OTLP_HTTP_PORT: 'off',
    OBSERVATORY_OTLP_GRPC_PORT: 'off',
    OBSERVATORY_API_KEY_FILE: site.secret('hub', 'hub-api-key'),
    OBSERVATORY_INGEST_KEY_FILE: site.secret('hub', 'hub-ingest-key'),
    OBSERVATORY_READ_KEY_FILE: site.secret('hub', 'hub-read-key'),
    OBSERVATORY_ALLOWED_HOSTS: ['hub', hosts.hub].filter((name) => name !== null).join(','),
    OBSERVATORY_EXECUTION_TIMEOUT: String(durationSeconds(settings.hub.executionTimeout)),
    OBSERVATORY_HEARTBEAT_TIMEOUT: String(durationSeconds(settings.hub.heartbeatTimeout)),
    OBSERVATORY_PUBLIC_URL: pages.hub,
    ...listed('OBSERVATORY_ALLOWED_ORIGINS', settings.hub.allowedOrigins),
    ...listed('OBSERVATORY_TRUSTED_PROXIES', [
      ...settings.hub.trustedProxies,
      ...(hasBalancer(settings, site.kind) ? DOCKER_NETWORKS : []),
    ]),
    ...(drainS(settings) > 0 ? { OBSERVATORY_DRAIN_S: String(drainS(settings)) } : {}),
    ...oidcEnvironment(settings, site),
    ...webhookEnvironment(settings, site),
    ...keepEnvironment(settings),
    ...(settings.hub.encryptionKeyFile === null
      ? {}
      : { OBSERVATORY_ENCRYPTION_KEY_FILE: site.secret('hub', 'hub-encryption-keys') }),
    // As a process there is no Grafana.
    ...(site.kind === 'process' ? {} : { OBSERVATORY_GRAFANA_URL: pages.grafana }),
    OBSERVATORY_JAEGER_URL: pages.jaeger,
    ...Object.fromEntries(others(settings, site).map(({ variable, url }) => [variable, url])),
    OBSERVATORY_SELF_ENDPOINT: `http://${site.address(otlpDoor(site), 'otlp-http')}`,
    ...(needsToken(settings, site) ? { OBSERVATORY_SELF_KEY_FILE: site.secret('hub', 'ingest-token') } : {}),
    ERROR_RATE_THRESHOLD: String(settings.hub.errorRateThreshold),
    RESPONSE_TIME_THRESHOLD: String((durationSeconds(settings.hub.responseTimeThreshold) ?? 0) * 1000),
    ...(settings.hub.pricesFile === null ? {} : { OBSERVATORY_PRICES: site.secret('hub', 'hub-prices') }),
    OBSERVATORY_MAX_DATABASE_BYTES: String(sizeBytes(settings.caps.executions)),
    ...redisEnvironment(settings, site),
    RETENTION_DAYS: String(Math.ceil((durationSeconds(retention) ?? DAY_S) / DAY_S)),
    ...(hasReader(settings) ? { OBSERVATORY_READER_PASSWORD_FILE: site.secret('hub', readerSecret) } : {}),
    // A folder below the volume, whose root belongs to whoever made it.
    ...(volume === null
      ? { DATABASE_URL_FILE: site.secret('hub', 'database-url') }
      : {
          OBSERVATORY_DATA_DIR: `${volume}/hub`,
          OBSERVATORY_READER_PORT: String(site.port('hub', 'sql').number),
        }),
  };
}

/** By what hubs tell one another what is new. They start without it, and go on while it is away. */
function redisEnvironment(settings: Settings, site: Site): Record<string, string> {
  if (settings.stores.redisUrlFile !== null)
    return { OBSERVATORY_REDIS_URL_FILE: site.secret('hub', 'redis-url') };
  return hasRedis(settings) ? { OBSERVATORY_REDIS_URL: `redis://${site.address('redis', 'redis')}` } : {};
}
