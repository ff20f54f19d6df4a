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

test('makes a viewer of everybody, and lets editors and administrators in by the groups of OpenID Connect', () => {
  expect(inContainer().env).toMatchObject({ GF_USERS_AUTO_ASSIGN_ORG_ROLE: 'Viewer' });
  expect(Object.keys(inContainer().env).filter((name) => name.includes('OAUTH'))).toEqual([]);
  const { env, secrets, calls } = inContainer({
    grafana: {
      oidc: {
        name: 'Company',
        clientId: 'observatory',
        clientSecretFile: 'client-secret',
        authUrl: 'https://login.example.com/authorize',
        tokenUrl: 'https://login.example.com/token',
        apiUrl: 'https://login.example.com/userinfo',
        admins: ['platform'],
        editors: ['agents', 'data team'],
      },
    },
  });
  expect(env).toMatchObject({
    GF_AUTH_GENERIC_OAUTH_ENABLED: 'true',
    GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET__FILE: '/etc/observatory-secrets/grafana-oidc-secret',
    GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_PATH:
      "contains(groups[*], 'platform') && 'Admin' || contains(groups[*], 'agents') && 'Editor' || contains(groups[*], 'data team') && 'Editor' || 'Viewer'",
  });
  expect(secrets).toContain('grafana-oidc-secret');
  expect(calls).toContainEqual({ to: 'internet', port: '*' });
});

test('who comes back from the login of a provider finds the state of it, which a strict cookie would not bring', () => {
  expect(inContainer().env).toMatchObject({ GF_SECURITY_COOKIE_SAMESITE: 'lax' });
});

test('provisions dashboards by folder, and lets nobody change them in place', () => {
  const { providers } = parse(fileOf(inContainer(), 'provisioning/dashboards/observatory.yaml'));
  expect(
    providers.map(({ folderUid, allowUiUpdates, options }: Record<string, unknown>) => [
      folderUid,
      allowUiUpdates,
      (options as { path: string }).path.replace(/^.*dashboards/, ''),
    ]),
  ).toEqual([
    ['observatory-overview', false, '/overview'],
    ['observatory-agents', false, '/agents'],
    ['observatory-system', false, '/system'],
    ['observatory-own', false, '/own'],
  ]);
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
    'hub hub:5432',
  ]);
});

test('reads the SQL views as a role that can read nothing else, with its password from a file', () => {
  const server = inContainer();
  expect(server.secrets).toContain('reader-password');
  expect(server.calls).toContainEqual({ to: 'hub', port: 'sql' });
  expect(sourcesOf(server).at(-1)).toMatchObject({
    type: 'grafana-postgresql-datasource',
    user: 'observatory_reader',
    jsonData: { database: 'observatory', sslmode: 'disable' },
    secureJsonData: { password: '$__file{/etc/observatory-secrets/reader-password}' },
  });
  expect(sourcesOf(inContainer({ profile: 'medium' })).at(-1)).toMatchObject({ url: 'postgres:5432' });
});

test('reads the SQL views of a database of the user only where the settings say how', () => {
  const own = { database: 'server', databaseUrlFile: 'url' } as const;
  const without = inContainer({ stores: own });
  expect(sourcesOf(without)).toHaveLength(4);
  expect(without.secrets).not.toContain('reader-password');
  const databaseReader = { host: 'db.example.com:5433', database: 'agents', passwordFile: 'password' };
  const server = inContainer({ stores: { ...own, databaseReader } });
  expect(server.calls).toContainEqual({ to: 'internet', port: '*' });
  expect(sourcesOf(server).at(-1)).toMatchObject({
    url: 'db.example.com:5433',
    jsonData: { database: 'agents', sslmode: 'verify-full' },
  });
});

test('leads from an exemplar to the trace, from the trace to the logs, from a log line to the trace', () => {
  const [prometheus, loki, jaeger] = sourcesOf(inContainer());
  expect(prometheus.jsonData.exemplarTraceIdDestinations).toEqual([
    { name: 'trace_id', datasourceUid: 'jaeger', urlDisplayLabel: 'Trace' },
  ]);
  // Grafana takes one dollar for a variable of the environment, and looks for the pattern anywhere in a label's name.
  expect(loki.jsonData.derivedFields).toEqual([
    {
      name: 'Trace',
      matcherType: 'label',
      matcherRegex: '^(trace_id)$$',
      url: '$${__value.raw}',
      datasourceUid: 'jaeger',
      urlDisplayLabel: 'Trace',
    },
    {
      name: 'Execution',
      matcherType: 'label',
      matcherRegex: '^(observatory_execution_id|executionId)$$',
      url: 'http://localhost:3001/executions/$${__value.raw}',
      urlDisplayLabel: 'Execution',
      targetBlank: true,
    },
  ]);
  expect(jaeger.jsonData.tracesToLogsV2).toMatchObject({
    datasourceUid: 'loki',
    customQuery: true,
    query: '{service_name=~".+"} | trace_id="$${__trace.traceId}"',
  });
});

test('asks for the calls, the errors and the slowness of a span, whatever its name', () => {
  const [, , jaeger] = sourcesOf(inContainer());
  expect(jaeger.jsonData.tracesToMetrics.queries).toEqual([
    {
      name: 'Calls a second',
      query:
        'sum by (service_name) (rate(traces_span_metrics_calls_total{span_name=`$${__span.name}`}[$$__rate_interval]))',
    },
    {
      name: 'Errors a second',
      query:
        'sum by (service_name) (rate(traces_span_metrics_calls_total{span_name=`$${__span.name}`, status_code="STATUS_CODE_ERROR"}[$$__rate_interval]))',
    },
    {
      name: '95th percentile in milliseconds',
      query:
        'histogram_quantile(0.95, sum by (service_name, le) (rate(traces_span_metrics_duration_milliseconds_bucket{span_name=`$${__span.name}`}[$$__rate_interval])))',
    },
  ]);
});

test('leads to the page of the hub where people reach it', () => {
  const [, loki] = sourcesOf(
    inContainer({ hosts: { hub: 'hub.example.com' }, tls: { secret: 'certificate' } }),
  );
  expect(loki.jsonData.derivedFields[1].url).toBe('https://hub.example.com/executions/$${__value.raw}');
});

test('reads its dashboards from the folder that they are in', () => {
  const server = inContainer();
  const [provider] = parse(fileOf(server, 'provisioning/dashboards/observatory.yaml')).providers;
  expect(provider).toMatchObject({
    folderUid: 'observatory-overview',
    options: { path: '/etc/observatory/dashboards/overview' },
  });
  expect(JSON.parse(fileOf(server, 'dashboards/system/system-health.json')).uid).toBe('system-health');
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
