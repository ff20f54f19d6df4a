import { stringify } from 'yaml';
import { ruleFile } from '../../alerts/rules/rule-file.ts';
import { ruleGroups } from '../../alerts/rules/rules.ts';
import type { Settings } from '../settings/schema.ts';
import { durationSeconds, sizeBytes } from '../settings/units.ts';
import type { ClusterRule, Component } from '../stack/component.ts';
import type { Site } from '../stack/site.ts';
import { closedServer } from './closed-server.ts';
import { externalUrl } from './external-url.ts';
import { madeFile } from './made-file.ts';
import { prometheusConfig, type Scraped } from './prometheus-config.ts';

/** Metrics: what the collector sends by OTLP, and what it scrapes from the stack's own servers, `others`. */
export function prometheus(settings: Settings, site: Site, others: readonly Component[]): Component {
  const data = site.volume('prometheus', 'data', '/prometheus');
  const kubernetes = site.kind === 'kubernetes';
  const http = site.port('prometheus', 'http');
  const scraped = others.flatMap(({ name, metrics, autoscale }) =>
    metrics === null ? [] : [{ name, ...metrics, scaledBy: autoscale?.metric?.name }],
  );
  return {
    ...closedServer(settings, 'prometheus'),
    does: 'Keeps metrics, evaluates rules and alerts.',
    program: { server: 'prometheus', binary: 'prometheus' },
    workload: 'ordered',
    // No web.enable-lifecycle: whoever reaches the port could end it. SIGHUP makes it read its files again.
    args: [
      `--config.file=${site.file('prometheus', 'prometheus.yml')}`,
      `--storage.tsdb.path=${data}`,
      `--storage.tsdb.retention.time=${localRetention(settings)}`,
      `--storage.tsdb.retention.size=${sizeBytes(settings.caps.metrics)}B`,
      `--web.listen-address=${site.listen('prometheus', 'http')}`,
      ...externalUrl(site, http),
      '--web.enable-otlp-receiver',
      '--enable-feature=exemplar-storage',
      '--log.level=warn',
    ],
    secrets: [...new Set(scraped.flatMap(({ bearer }) => (bearer === undefined ? [] : [bearer])))],
    files: [
      {
        path: 'prometheus.yml',
        content: stringify(prometheusConfig(settings, site, [...scraped, itself]), { lineWidth: 0 }),
      },
      madeFile('rules/observatory.yml', () => ruleFile(ruleGroups(settings))),
    ],
    ports: [http],
    probes: {
      ready: { port: 'http', path: '/-/ready' },
      live: { port: 'http', path: '/-/healthy' },
      command: ['promtool', 'check', 'ready', `--url=http://127.0.0.1:${http.number}`],
      // It first reads what it had not yet compacted.
      startS: 300,
    },
    volumes: [{ name: 'data', path: data, size: settings.storage.sizes.prometheus }],
    user: { uid: 65534, gid: 65534 },
    privileges: {
      hostPaths: [],
      clusterRules: kubernetes ? discovery : [],
      readOnlyRoot: true,
    },
    calls: [
      ...scraped.map(({ name, port }) => ({ to: name, port })),
      { to: 'alertmanager', port: 'http' },
      ...(kubernetes
        ? [
            { to: 'kubernetes-api', port: '*' },
            { to: 'nodes', port: '10250' },
            ...(settings.metricsWay === 'scrape' ? [{ to: 'senders', port: '*' }] : []),
          ]
        : []),
      ...(settings.stores.metricsUrl === null && settings.collection.scrape.length === 0
        ? []
        : [{ to: 'internet', port: '*' }]),
    ],
    metrics: { port: 'http', path: '/metrics' },
    stopS: 120,
  };
}

const itself: Scraped = { name: 'prometheus', port: 'http', path: '/metrics' };

/** Finding pods, and the container metrics of each node's kubelet. */
const discovery: readonly ClusterRule[] = [
  { apiGroups: [''], resources: ['nodes', 'pods'], nonResourceURLs: [], verbs: ['get', 'list', 'watch'] },
  { apiGroups: [''], resources: ['nodes/metrics'], nonResourceURLs: [], verbs: ['get'] },
];

/** Beside Mimir it keeps just what its rules look back on. */
function localRetention({ retention, stores, alerts }: Settings): string {
  const needed = `${(durationSeconds(alerts.sloWindow) ?? 0) + 86_400}s`;
  const shorter = (durationSeconds(needed) ?? 0) < (durationSeconds(retention) ?? 0);
  return stores.metrics === 'mimir' && shorter ? needed : retention;
}
