import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { resolveSettings } from '../settings/resolve.ts';
import type { PartialSettings } from '../settings/schema.ts';
import { containerSite } from '../stack/site.ts';
import { grafana } from './grafana.ts';

const inContainer = (values: PartialSettings = {}) => {
  const { settings } = resolveSettings([{ name: 'test', values }]);
  return grafana(settings, containerSite('compose', settings, 'agent'));
};
const fileOf = (server: ReturnType<typeof grafana>, path: string) =>
  server.files.find((file) => file.path === path)?.content ?? '';
const sourcesOf = (server: ReturnType<typeof grafana>) =>
  parse(fileOf(server, 'provisioning/datasources/observatory.yaml')).datasources;

test('lets nobody in without the generated login, and nothing out', () => {
  expect(inContainer().env).toMatchObject({
    GF_SECURITY_ADMIN_PASSWORD__FILE: '/etc/observatory-secrets/grafana-admin-password',
    GF_SECURITY_SECRET_KEY__FILE: '/etc/observatory-secrets/grafana-secret-key',
    GF_AUTH_ANONYMOUS_ENABLED: 'false',
    GF_USERS_ALLOW_SIGN_UP: 'false',
    GF_ANALYTICS_REPORTING_ENABLED: 'false',
    GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
    GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
    GF_PLUGINS_PREINSTALL_DISABLED: 'true',
    GF_PLUGINS_PREINSTALL_AUTO_UPDATE: 'false',
  });
});

test('is closed but for its volume, with the memory that holds it', () => {
  const { user, privileges, volumes, resources } = inContainer();
  expect(user).toEqual({ uid: 472, gid: 472 });
  expect(privileges).toEqual({ hostPaths: [], clusterRules: [], readOnlyRoot: true });
  expect(volumes).toEqual([{ name: 'data', path: '/var/lib/grafana', size: '1Gi' }]);
  expect(resources.memory.limit).toBe('512Mi');
});

test('finds its data sources under ids that stay', () => {
  expect(
    sourcesOf(inContainer()).map(({ uid, url }: { uid: string; url: string }) => `${uid} ${url}`),
  ).toEqual([
    'prometheus http://prometheus:9090',
    'loki http://loki:3100',
    'jaeger http://jaeger:16686',
    'alertmanager http://alertmanager:9093',
  ]);
});

test('leads from an exemplar to the trace, from the trace to the logs, from a log line to the trace', () => {
  const [prometheus, loki, jaeger] = sourcesOf(inContainer());
  expect(prometheus.jsonData.exemplarTraceIdDestinations).toEqual([
    { name: 'trace_id', datasourceUid: 'jaeger', urlDisplayLabel: 'Trace' },
  ]);
  expect(loki.jsonData.derivedFields).toEqual([
    {
      name: 'trace_id',
      matcherType: 'label',
      matcherRegex: 'trace_id',
      // Grafana takes one dollar for a variable of the environment.
      url: '$${__value.raw}',
      datasourceUid: 'jaeger',
      urlDisplayLabel: 'Trace',
    },
  ]);
  expect(jaeger.jsonData.tracesToLogsV2).toMatchObject({
    datasourceUid: 'loki',
    customQuery: true,
    query: '{service_name=~".+"} | trace_id="$${__trace.traceId}"',
  });
});

test('reads its dashboards from the folder that they are in', () => {
  const server = inContainer();
  const [provider] = parse(fileOf(server, 'provisioning/dashboards/observatory.yaml')).providers;
  expect(provider).toMatchObject({
    folderUid: 'observatory',
    options: { path: '/etc/observatory/dashboards' },
  });
  expect(JSON.parse(fileOf(server, 'dashboards/system-health.json')).uid).toBe('system-health');
});

test('of a large stack asks Mimir and the front of Loki, and shares a database', () => {
  const server = inContainer({
    profile: 'large',
    stores: {
      metricsUrl: 'https://mimir.example.com/api/v1/push',
      metricsQueryUrl: 'https://mimir.example.com/prometheus',
      bucket: 'logs',
      bucketEndpoint: 's3.example.com',
      bucketRegion: 'eu-1',
    },
  });
  const [prometheus, loki] = sourcesOf(server);
  expect([prometheus.url, prometheus.jsonData.prometheusType]).toEqual([
    'https://mimir.example.com/prometheus',
    'Mimir',
  ]);
  expect(loki.url).toBe('http://loki-query-frontend:3100');
  expect(server.replicas).toBe(2);
  expect(server.needs).toEqual(['postgres']);
  expect(server.env).toMatchObject({ GF_DATABASE_HOST: 'postgres:5432', GF_DATABASE_NAME: 'postgres' });
  expect(server.secrets).toContain('postgres-password');
});
