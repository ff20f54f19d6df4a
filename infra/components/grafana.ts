import { stringify } from 'yaml';
import { pagesOf } from '../../alerts/rules/links.ts';
import { dashboardPaths, dashboardProviders, dashboards } from '../../dashboards/dashboards.ts';
import { dataSources } from '../../dashboards/datasources.ts';
import type { Settings } from '../settings/schema.ts';
import type { Component } from '../stack/component.ts';
import { readerSecret, sqlReader } from '../stack/reader.ts';
import type { Site } from '../stack/site.ts';
import { closedServer } from './closed-server.ts';
import { hostPort } from './host-port.ts';
import { lokiServer } from './loki.ts';
import { madeFile } from './made-file.ts';

const VOLUME = '/var/lib/grafana';

/** Dashboards over all stores. It cannot be had as a program: the process target leaves it out. */
export function grafana(settings: Settings, site: Site): Component {
  const { stores, hosts, tls } = settings;
  const data = site.volume('grafana', 'data', VOLUME);
  // Sessions lie in the database: several need one that they share.
  const shared = settings.replicas.grafana > 1;
  const reader = sqlReader(settings, site);
  const logs = lokiServer(settings, 'read');
  const { host } = hostPort(site.listen('grafana', 'http'));
  const http = site.port('grafana', 'http');
  const provisioning = 'provisioning';
  let made: ReturnType<typeof dashboards> | undefined;
  return {
    ...closedServer(settings, 'grafana'),
    does: 'Shows metrics, logs and traces side by side.',
    workload: 'ordered',
    replicas: settings.replicas.grafana,
    env: {
      GF_PATHS_PROVISIONING: site.file('grafana', provisioning),
      GF_PATHS_DATA: data,
      GF_SERVER_HTTP_ADDR: host,
      GF_SERVER_HTTP_PORT: String(http.number),
      ...(hosts.grafana === null
        ? {}
        : { GF_SERVER_ROOT_URL: `https://${hosts.grafana}/`, GF_SERVER_DOMAIN: hosts.grafana }),
      GF_SECURITY_ADMIN_USER: 'admin',
      GF_SECURITY_ADMIN_PASSWORD__FILE: site.secret('grafana', 'grafana-admin-password'),
      GF_SECURITY_SECRET_KEY__FILE: site.secret('grafana', 'grafana-secret-key'),
      GF_SECURITY_COOKIE_SECURE: String(tls.secret !== null || tls.issuer !== null),
      // Not strict: who comes from a provider's login or from the link of a notice would come without the cookie.
      GF_SECURITY_COOKIE_SAMESITE: 'lax',
      GF_SECURITY_DISABLE_GRAVATAR: 'true',
      GF_AUTH_ANONYMOUS_ENABLED: 'false',
      GF_USERS_ALLOW_SIGN_UP: 'false',
      // Whoever has a login looks; more is a role that somebody gives.
      GF_USERS_AUTO_ASSIGN_ORG_ROLE: 'Viewer',
      ...oidcEnvironment(settings, site),
      GF_SNAPSHOTS_EXTERNAL_ENABLED: 'false',
      // Nothing leaves the stack by itself.
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
      GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
      GF_ANALYTICS_FEEDBACK_LINKS_ENABLED: 'false',
      GF_NEWS_NEWS_FEED_ENABLED: 'false',
      // The image has its data sources with it; updating them by itself can leave one unregistered.
      GF_PLUGINS_PREINSTALL_DISABLED: 'true',
      GF_PLUGINS_PREINSTALL_AUTO_UPDATE: 'false',
      GF_LOG_MODE: 'console',
      ...(shared ? sharedDatabase(site) : {}),
    },
    secrets: [
      'grafana-admin-password',
      'grafana-secret-key',
      ...(settings.grafana.oidc === null ? [] : ['grafana-oidc-secret']),
      ...(shared ? ['postgres-password'] : []),
      ...(reader === null ? [] : [readerSecret]),
    ],
    files: [
      {
        path: `${provisioning}/dashboards/observatory.yaml`,
        content: stringify(dashboardProviders(site.file('grafana', 'dashboards')), { lineWidth: 0 }),
      },
      ...dashboardPaths(settings).map((path) =>
        madeFile(`dashboards/${path}`, () => {
          made ??= dashboards(settings);
          return `${JSON.stringify(made[path], null, 2)}\n`;
        }),
      ),
      {
        path: `${provisioning}/datasources/observatory.yaml`,
        content: stringify(
          dataSources({
            prometheus: stores.metricsQueryUrl ?? `http://${site.address('prometheus', 'http')}`,
            prometheusType:
              stores.metrics === 'mimir' && stores.metricsQueryUrl !== null ? 'Mimir' : 'Prometheus',
            scrapeInterval: settings.scrapeInterval,
            loki: `http://${site.address(logs, 'http')}`,
            jaeger: `http://${site.address('jaeger', 'query')}`,
            alertmanager: `http://${site.address('alertmanager', 'http')}`,
            hubPage: pagesOf(settings).hub,
            hub: reader && { ...reader, passwordFile: site.secret('grafana', readerSecret) },
          }),
          { lineWidth: 0 },
        ),
      },
    ],
    ports: [http],
    probes: {
      ready: { port: 'http', path: '/api/health' },
      live: { port: 'http', path: '/api/health' },
      command: ['wget', '-q', '-O', '/dev/null', `http://127.0.0.1:${http.number}/api/health`],
      startS: 120,
    },
    volumes: [{ name: 'data', path: data, size: settings.storage.sizes.grafana }],
    scratch: ['/tmp'],
    user: { uid: 472, gid: 472 },
    needs: shared ? ['postgres'] : [],
    calls: [
      ...(shared ? [{ to: 'postgres', port: 'sql' }] : []),
      ...(reader === null ? [] : [reader.call]),
      ...(stores.metricsQueryUrl === null ? [{ to: 'prometheus', port: 'http' }] : []),
      ...(stores.metricsQueryUrl === null && settings.grafana.oidc === null
        ? []
        : [{ to: 'internet', port: '*' }]),
      { to: logs, port: 'http' },
      { to: 'jaeger', port: 'query' },
      { to: 'alertmanager', port: 'http' },
    ],
    metrics: { port: 'http', path: '/metrics' },
    stopS: 30,
  };
}

/** Login by OpenID Connect, with the role that somebody's groups give. */
function oidcEnvironment({ grafana: { oidc } }: Settings, site: Site): Record<string, string> {
  if (oidc === null) return {};
  const inOneOf = (groups: readonly string[], role: string) =>
    groups.map((group) => `contains(groups[*], '${group}') && '${role}' || `).join('');
  return {
    GF_AUTH_GENERIC_OAUTH_ENABLED: 'true',
    GF_AUTH_GENERIC_OAUTH_NAME: oidc.name,
    GF_AUTH_GENERIC_OAUTH_CLIENT_ID: oidc.clientId,
    GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET__FILE: site.secret('grafana', 'grafana-oidc-secret'),
    GF_AUTH_GENERIC_OAUTH_AUTH_URL: oidc.authUrl,
    GF_AUTH_GENERIC_OAUTH_TOKEN_URL: oidc.tokenUrl,
    GF_AUTH_GENERIC_OAUTH_API_URL: oidc.apiUrl,
    GF_AUTH_GENERIC_OAUTH_SCOPES: (oidc.scopes ?? ['openid', 'profile', 'email', 'groups']).join(' '),
    GF_AUTH_GENERIC_OAUTH_USE_PKCE: 'true',
    // Whoever the provider lets in gets an account here; GF_USERS_ALLOW_SIGN_UP is about the form.
    GF_AUTH_GENERIC_OAUTH_ALLOW_SIGN_UP: 'true',
    GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_PATH: `${inOneOf(oidc.admins, 'Admin')}${inOneOf(oidc.editors, 'Editor')}'Viewer'`,
  };
}

/**
 * One database for all Grafanas. PostgreSQL's own database `postgres` is there from the first start, and nothing of the
 * hub's is in it.
 */
function sharedDatabase(site: Site): Record<string, string> {
  return {
    GF_DATABASE_TYPE: 'postgres',
    GF_DATABASE_HOST: site.address('postgres', 'sql'),
    GF_DATABASE_NAME: 'postgres',
    GF_DATABASE_USER: 'observatory',
    GF_DATABASE_PASSWORD__FILE: site.secret('grafana', 'postgres-password'),
  };
}
