import { stringify } from 'yaml';
import { dataSources } from '../../dashboards/datasources.ts';
import type { Settings } from '../settings/schema.ts';
import type { Component } from '../stack/component.ts';
import { hasPostgres } from '../stack/secrets.ts';
import type { Site } from '../stack/site.ts';
import { image } from './image.ts';

const VOLUME = '/var/lib/grafana';

/** Dashboards over all stores. It cannot be had as a program: the process target leaves it out. */
export function grafana(settings: Settings, site: Site): Component {
  const { stores, hosts, tls } = settings;
  const data = site.volume('grafana', 'data', VOLUME);
  const shared = settings.replicas.grafana > 1 && hasPostgres(settings);
  const lokiServer = stores.logsMode === 'microservices' ? 'loki-query-frontend' : 'loki';
  const listen = site.listen('grafana', 'http');
  const http = site.port('grafana', 'http');
  const provisioning = 'provisioning';
  return {
    name: 'grafana',
    component: 'grafana',
    does: 'Shows metrics, logs and traces side by side.',
    image: image(settings, 'grafana'),
    build: null,
    program: null,
    workload: 'ordered',
    // Sessions lie in the database: several need one that they share.
    replicas: shared ? settings.replicas.grafana : 1,
    autoscale: null,
    command: null,
    args: [],
    env: {
      GF_PATHS_PROVISIONING: site.file('grafana', provisioning),
      GF_PATHS_DATA: data,
      GF_SERVER_HTTP_ADDR: listen.slice(0, listen.lastIndexOf(':')),
      GF_SERVER_HTTP_PORT: String(http.number),
      ...(hosts.grafana === null
        ? {}
        : { GF_SERVER_ROOT_URL: `https://${hosts.grafana}/`, GF_SERVER_DOMAIN: hosts.grafana }),
      GF_SECURITY_ADMIN_USER: 'admin',
      GF_SECURITY_ADMIN_PASSWORD__FILE: site.secret('grafana', 'grafana-admin-password'),
      GF_SECURITY_SECRET_KEY__FILE: site.secret('grafana', 'grafana-secret-key'),
      GF_SECURITY_COOKIE_SECURE: String(tls.secret !== null || tls.issuer !== null),
      GF_SECURITY_COOKIE_SAMESITE: 'strict',
      GF_SECURITY_DISABLE_GRAVATAR: 'true',
      GF_AUTH_ANONYMOUS_ENABLED: 'false',
      GF_USERS_ALLOW_SIGN_UP: 'false',
      GF_SNAPSHOTS_EXTERNAL_ENABLED: 'false',
      // Nothing leaves the stack by itself.
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
      GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
      GF_ANALYTICS_FEEDBACK_LINKS_ENABLED: 'false',
      GF_NEWS_NEWS_FEED_ENABLED: 'false',
      GF_PLUGINS_PREINSTALL_DISABLED: 'true',
      GF_LOG_MODE: 'console',
    },
    secrets: ['grafana-admin-password', 'grafana-secret-key'],
    files: [
      {
        path: `${provisioning}/datasources/observatory.yaml`,
        content: stringify(
          dataSources({
            prometheus: stores.metricsQueryUrl ?? `http://${site.address('prometheus', 'http')}`,
            prometheusType:
              stores.metrics === 'mimir' && stores.metricsQueryUrl !== null ? 'Mimir' : 'Prometheus',
            scrapeInterval: settings.scrapeInterval,
            loki: `http://${site.address(lokiServer, 'http')}`,
            jaeger: `http://${site.address('jaeger', 'query')}`,
            alertmanager: `http://${site.address('alertmanager', 'http')}`,
          }),
          { lineWidth: 0 },
        ),
      },
    ],
    ports: [http],
    probes: {
      ready: { port: 'http', path: '/api/health' },
      live: { port: 'http', path: '/api/health' },
      command: ['curl', '-fsS', '-o', '/dev/null', `http://127.0.0.1:${http.number}/api/health`],
      startS: 120,
    },
    volumes: [{ name: 'data', path: data, size: settings.storage.sizes.grafana }],
    scratch: ['/tmp'],
    resources: settings.resources.grafana,
    user: { uid: 472, gid: 472 },
    privileges: { hostPaths: [], clusterRules: [], readOnlyRoot: true },
    needs: [],
    calls: [
      stores.metricsQueryUrl === null ? { to: 'prometheus', port: 'http' } : { to: 'internet', port: '*' },
      { to: lokiServer, port: 'http' },
      { to: 'jaeger', port: 'query' },
      { to: 'alertmanager', port: 'http' },
    ],
    metrics: { port: 'http', path: '/metrics' },
    stopS: 30,
  };
}
