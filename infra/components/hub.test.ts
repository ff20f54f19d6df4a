import { describe, expect, test } from 'vitest';
import { resolveSettings } from '../settings/resolve.ts';
import type { PartialSettings } from '../settings/schema.ts';
import { containerSite, processSite } from '../stack/site.ts';
import { hub } from './hub.ts';

const settingsOf = (values: PartialSettings) => resolveSettings([{ name: 'test', values }]).settings;
const inContainer = (values: PartialSettings = {}) => {
  const settings = settingsOf(values);
  return hub(settings, containerSite('kubernetes', settings, 'collector'));
};

/** Whom it asks for log lines and resources, and how they are. */
const asked = (loki: string) => [
  { to: 'prometheus', port: 'http' },
  { to: loki, port: 'http' },
  { to: 'alertmanager', port: 'http' },
  { to: 'collector', port: 'health' },
  { to: 'jaeger', port: 'query' },
  { to: 'grafana', port: 'http' },
  { to: 'collector', port: 'otlp-http' },
];

describe('the other servers of the stack', () => {
  test('are asked by the hub, each at its own name', () => {
    expect(inContainer().calls).toEqual(asked('loki'));
    const parts = inContainer({
      profile: 'medium',
      stores: { logsMode: 'microservices', logs: 's3', bucket: 'b', bucketRegion: 'eu-1' },
    });
    expect(parts.calls).toEqual([
      { to: 'postgres', port: 'sql' },
      { to: 'redis', port: 'redis' },
      ...asked('loki-query-frontend'),
    ]);
    expect(parts.env.OBSERVATORY_LOKI_URL).toBe('http://loki-query-frontend:3100');
  });

  test('are asked on loopback where they are processes, of which Grafana is none', () => {
    const settings = settingsOf({ ports: { prometheus: 19_090 } });
    const server = hub(settings, processSite(settings, '/srv/stack'));
    expect(server.env.OBSERVATORY_PROMETHEUS_URL).toBe('http://127.0.0.1:19090');
    expect(server.env).not.toHaveProperty('OBSERVATORY_GRAFANA_PROBE_URL');
    expect(server.calls).not.toContainEqual({ to: 'grafana', port: 'http' });
  });

  test('are those of the stack also where its metrics are kept elsewhere: the hub has no way out', () => {
    const server = inContainer({
      stores: {
        metrics: 'mimir',
        metricsUrl: 'https://m.example/push',
        metricsQueryUrl: 'https://m.example/prometheus',
      },
    });
    expect(server.env.OBSERVATORY_PROMETHEUS_URL).toBe('http://prometheus:9090');
    expect(server.calls).not.toContainEqual({ to: 'internet', port: '*' });
  });
});

describe('what the hub tells of itself', () => {
  test('goes where services send: to the agent before several collectors, with the token where one is asked for', () => {
    const settings = settingsOf({ profile: 'medium' });
    const scaled = hub(settings, containerSite('kubernetes', settings, 'agent'));
    expect(scaled.env.OBSERVATORY_SELF_ENDPOINT).toBe('http://agent:4318');
    expect(scaled.calls).toContainEqual({ to: 'agent', port: 'otlp-http' });
    expect(scaled.calls).not.toContainEqual({ to: 'collector', port: 'otlp-http' });
    const local = hub(settingsOf({}), processSite(settingsOf({}), '/srv/stack'));
    expect(local.env.OBSERVATORY_SELF_ENDPOINT).toBe('http://127.0.0.1:4318');
    expect(local.env).not.toHaveProperty('OBSERVATORY_SELF_KEY_FILE');
    expect(local.secrets).not.toContain('ingest-token');
  });
});

describe('the hub with a database of its own', () => {
  test('is one, with a volume, and reads its key from a file', () => {
    const server = inContainer();
    expect(server).toMatchObject({
      workload: 'ordered',
      replicas: 1,
      autoscale: null,
      secrets: ['hub-api-key', 'hub-ingest-key', 'hub-read-key', 'ingest-token', 'reader-password'],
    });
    expect(server.volumes).toEqual([{ name: 'data', path: '/var/lib/observatory', size: '8Gi' }]);
    expect(server.env).toEqual({
      HOST: '0.0.0.0',
      PORT: '3001',
      OBSERVATORY_OTLP_HTTP_PORT: 'off',
      OBSERVATORY_OTLP_GRPC_PORT: 'off',
      OBSERVATORY_API_KEY_FILE: '/etc/observatory-secrets/hub-api-key',
      OBSERVATORY_INGEST_KEY_FILE: '/etc/observatory-secrets/hub-ingest-key',
      OBSERVATORY_READ_KEY_FILE: '/etc/observatory-secrets/hub-read-key',
      OBSERVATORY_ALLOWED_HOSTS: 'hub',
      OBSERVATORY_PUBLIC_URL: 'http://localhost:3001',
      OBSERVATORY_EXECUTION_TIMEOUT: '1800',
      OBSERVATORY_HEARTBEAT_TIMEOUT: '120',
      OBSERVATORY_GRAFANA_URL: 'http://localhost:3000',
      OBSERVATORY_JAEGER_URL: 'http://localhost:16686',
      OBSERVATORY_PROMETHEUS_URL: 'http://prometheus:9090',
      OBSERVATORY_LOKI_URL: 'http://loki:3100',
      OBSERVATORY_ALERTMANAGER_URL: 'http://alertmanager:9093',
      OBSERVATORY_COLLECTOR_URL: 'http://collector:13133',
      OBSERVATORY_JAEGER_PROBE_URL: 'http://jaeger:16686',
      OBSERVATORY_GRAFANA_PROBE_URL: 'http://grafana:3000',
      OBSERVATORY_SELF_ENDPOINT: 'http://collector:4318',
      OBSERVATORY_SELF_KEY_FILE: '/etc/observatory-secrets/ingest-token',
      ERROR_RATE_THRESHOLD: '0.1',
      RESPONSE_TIME_THRESHOLD: '5000',
      OBSERVATORY_MAX_DATABASE_BYTES: '5368709120',
      RETENTION_DAYS: '30',
      OBSERVATORY_READER_PASSWORD_FILE: '/etc/observatory-secrets/reader-password',
      OBSERVATORY_READER_PORT: '5432',
      OBSERVATORY_DATA_DIR: '/var/lib/observatory/hub',
    });
  });

  test('knows by the settings how long is silent and how much is bad', () => {
    const { env } = inContainer({
      hub: {
        executionTimeout: '1h',
        heartbeatTimeout: '90s',
        errorRateThreshold: 0.25,
        responseTimeThreshold: '1m',
      },
    });
    expect(env).toMatchObject({
      OBSERVATORY_EXECUTION_TIMEOUT: '3600',
      OBSERVATORY_HEARTBEAT_TIMEOUT: '90',
      ERROR_RATE_THRESHOLD: '0.25',
      RESPONSE_TIME_THRESHOLD: '60000',
    });
  });

  test('reads prices of its own from the file that the settings name, and only then', () => {
    const server = inContainer({ hub: { pricesFile: 'prices.yaml' } });
    expect(server.secrets).toEqual([
      'hub-api-key',
      'hub-ingest-key',
      'hub-read-key',
      'ingest-token',
      'reader-password',
      'hub-prices',
    ]);
    expect(server.env).toMatchObject({ OBSERVATORY_PRICES: '/etc/observatory-secrets/hub-prices' });
    expect(inContainer().env).not.toHaveProperty('OBSERVATORY_PRICES');
  });

  test('lets people in by OpenID Connect, and reaches the provider, only where the settings name one', () => {
    const { env, secrets, calls } = inContainer({
      hub: {
        oidc: {
          issuer: 'https://login.example.com',
          clientId: 'observatory',
          clientSecretFile: 'client-secret',
          scopes: ['openid', 'groups'],
          roles: ['agents-admins=admin', '*=viewer'],
          contact: 'the platform team',
        },
      },
    });
    expect(env).toMatchObject({
      OBSERVATORY_OIDC_ISSUER: 'https://login.example.com',
      OBSERVATORY_OIDC_CLIENT_SECRET_FILE: '/etc/observatory-secrets/hub-oidc-secret',
      OBSERVATORY_OIDC_SCOPES: 'openid groups',
      OBSERVATORY_OIDC_ROLES: 'agents-admins=admin,*=viewer',
      OBSERVATORY_OIDC_CONTACT: 'the platform team',
      OBSERVATORY_PUBLIC_URL: 'http://localhost:3001',
    });
    expect(secrets).toContain('hub-oidc-secret');
    expect(calls).toContainEqual({ to: 'internet', port: '*' });
    const without = inContainer();
    expect(Object.keys(without.env).filter((name) => name.includes('OIDC'))).toEqual([]);
    expect(without.calls).not.toContainEqual({ to: 'internet', port: '*' });
  });

  test('tells of alerts at the URL of a file, signed where there is a key, and only then has a way out', () => {
    const { env, secrets, calls } = inContainer({
      hub: { webhook: { urlFile: 'hook', signingKeyFile: 'hook-key' } },
    });
    expect(env).toMatchObject({
      WEBHOOK_URL_FILE: '/etc/observatory-secrets/webhook-secret',
      OBSERVATORY_WEBHOOK_SECRET_FILE: '/etc/observatory-secrets/hub-webhook-key',
    });
    expect(secrets).toEqual(expect.arrayContaining(['webhook-secret', 'hub-webhook-key']));
    expect(calls).toContainEqual({ to: 'internet', port: '*' });
    const unsigned = inContainer({ hub: { webhook: { urlFile: 'hook' } } });
    expect(unsigned.secrets).not.toContain('hub-webhook-key');
    expect(unsigned.env).not.toHaveProperty('OBSERVATORY_WEBHOOK_SECRET_FILE');
    expect(inContainer().env).not.toHaveProperty('WEBHOOK_URL_FILE');
  });

  test('keeps some kinds of records for a shorter time, in whole days', () => {
    const { env } = inContainer({ hub: { keep: { spans: '7d', logs: '36h' } } });
    expect(env).toMatchObject({ OBSERVATORY_SPANS_DAYS: '7', OBSERVATORY_LOGS_DAYS: '2' });
    expect(env).not.toHaveProperty('OBSERVATORY_EVENTS_DAYS');
    expect(env).not.toHaveProperty('OBSERVATORY_SNAPSHOTS_DAYS');
    expect(() => inContainer({ hub: { keep: { events: '31d' } } })).toThrow(
      /hub\.keep\.events: expected at most the retention, which is 30d/,
    );
  });

  test('gets the keys of encryption and its origins from the settings', () => {
    const { env, secrets } = inContainer({
      hub: {
        encryptionKeyFile: 'hub.keys',
        allowedOrigins: ['https://console.example.com'],
        trustedProxies: ['10.0.0.0/8', '192.0.2.1'],
      },
    });
    expect(env).toMatchObject({
      OBSERVATORY_ENCRYPTION_KEY_FILE: '/etc/observatory-secrets/hub-encryption-keys',
      OBSERVATORY_ALLOWED_ORIGINS: 'https://console.example.com',
      OBSERVATORY_TRUSTED_PROXIES: '10.0.0.0/8,192.0.2.1',
    });
    expect(secrets).toContain('hub-encryption-keys');
  });

  test('runs as a process on loopback, on the port of the settings, below the folder of the stack', () => {
    const settings = settingsOf({ ports: { hub: 4001 } });
    const server = hub(settings, processSite(settings, '/srv/stack'));
    expect(server.env).toMatchObject({
      HOST: '127.0.0.1',
      PORT: '4001',
      OBSERVATORY_DATA_DIR: '/srv/stack/data/hub/data/hub',
      OBSERVATORY_API_KEY_FILE: '/srv/stack/secrets/hub-api-key',
      OBSERVATORY_INGEST_KEY_FILE: '/srv/stack/secrets/hub-ingest-key',
      OBSERVATORY_READ_KEY_FILE: '/srv/stack/secrets/hub-read-key',
    });
  });

  test('keeps for whole days, never less than it is told, and knows its host name', () => {
    const { env } = inContainer({
      retention: '10d12h',
      alerts: { sloWindow: '7d', anomalies: false },
      hosts: { hub: 'hub.example.com' },
      tls: { secret: 'certificate' },
    });
    expect(env).toMatchObject({ RETENTION_DAYS: '11', OBSERVATORY_ALLOWED_HOSTS: 'hub,hub.example.com' });
  });
});

describe('the hub on a database server', () => {
  test('needs no volume and reads the address of the database from a file', () => {
    const server = inContainer({ profile: 'medium' });
    expect(server).toMatchObject({ workload: 'replicated', replicas: 3, volumes: [], needs: ['postgres'] });
    expect(server.env).toMatchObject({ DATABASE_URL_FILE: '/etc/observatory-secrets/database-url' });
    expect(server.env).not.toHaveProperty('OBSERVATORY_DATA_DIR');
    expect(server.env).not.toHaveProperty('OBSERVATORY_READER_PORT');
    expect(server.secrets).toContain('reader-password');
    expect(server.calls).toEqual([
      { to: 'postgres', port: 'sql' },
      { to: 'redis', port: 'redis' },
      ...asked('loki'),
    ]);
  });

  test('hears of other hubs by the Redis of the stack, or by one of the user, and waits for neither', () => {
    const own = inContainer({ profile: 'medium' });
    expect(own.env).toMatchObject({ OBSERVATORY_REDIS_URL: 'redis://redis:6379' });
    expect(own.needs).not.toContain('redis');
    const users = inContainer({ profile: 'medium', stores: { redisUrlFile: 'url' } });
    expect(users.env).toMatchObject({ OBSERVATORY_REDIS_URL_FILE: '/etc/observatory-secrets/redis-url' });
    expect(users.env).not.toHaveProperty('OBSERVATORY_REDIS_URL');
    expect(users.secrets).toContain('redis-url');
    expect(users.calls).toContainEqual({ to: 'internet', port: '*' });
    expect(inContainer({ profile: 'small' }).env).not.toHaveProperty('OBSERVATORY_REDIS_URL');
  });

  test('grows from three hubs to ten by what it takes in, or by CPU', () => {
    expect(inContainer({ profile: 'small' }).autoscale).toBeNull();
    expect(inContainer({ profile: 'medium' }).autoscale).toEqual({
      max: 10,
      cpuPercent: 70,
      metric: { name: 'observatory_ingested_per_second', perPod: 3000 },
    });
  });

  test('of the user is reached outside the stack', () => {
    const server = inContainer({ profile: 'small', stores: { databaseUrlFile: 'url' } });
    expect(server.needs).toEqual([]);
    expect(server.calls).toEqual([{ to: 'internet', port: '*' }, ...asked('loki')]);
    expect(server.secrets).not.toContain('reader-password');
  });
});
