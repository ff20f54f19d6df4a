import { stringify } from 'yaml';
import { noticeTemplates } from '../../alerts/routing/notice-templates.ts';
import { alertmanagerConfig } from '../../alerts/routing/routing.ts';
import { pagesOf } from '../../alerts/rules/links.ts';
import type { Settings } from '../settings/schema.ts';
import { durationSeconds } from '../settings/units.ts';
import type { Component } from '../stack/component.ts';
import type { Site } from '../stack/site.ts';
import { closedServer } from './closed-server.ts';
import { externalUrl } from './external-url.ts';

const TEMPLATES = 'observatory.tmpl';
/** What Alertmanager keeps of what it told, unless people are told again less often. */
const MEMORY_S = 5 * 86_400;

/** Tells people: groups alerts, silences what follows from others, sends the rest to the receivers. */
export function alertmanager(settings: Settings, site: Site): Component {
  const { receivers } = settings.alerts;
  const replicas = settings.replicas.alertmanager;
  const data = site.volume('alertmanager', 'data', '/alertmanager');
  const http = site.port('alertmanager', 'http');
  const pages = pagesOf(settings);
  // Grafana is no process of ours; one elsewhere is named by its host.
  const reached =
    site.kind === 'process' && settings.hosts.grafana === null ? { ...pages, grafana: null } : pages;
  const config = alertmanagerConfig(settings, {
    secret: (name) => site.secret('alertmanager', name),
    templates: site.file('alertmanager', TEMPLATES),
    hub: `http://${site.address('hub', 'http')}`,
    pages: reached,
  });
  const remembersS = Math.max(MEMORY_S, 2 * (durationSeconds(settings.alerts.repeat) ?? 0));
  return {
    ...closedServer(settings, 'alertmanager'),
    does: 'Groups alerts and tells people.',
    program: { server: 'alertmanager', binary: 'alertmanager' },
    workload: 'ordered',
    replicas,
    args: [
      `--config.file=${site.file('alertmanager', 'alertmanager.yml')}`,
      `--storage.path=${data}`,
      `--web.listen-address=${site.listen('alertmanager', 'http')}`,
      ...externalUrl(site, http),
      `--data.retention=${remembersS}s`,
      // The hub that does not answer is no person who is not told: an alert tells the two apart.
      '--enable-feature=receiver-name-in-metrics',
      // What was told is told again after a crash; a minute of it at most.
      '--data.maintenance-interval=1m',
      // No dispatch.start-delay: while it lasts Alertmanager neither ends nor reads its files again.
      // Alone it must not open the port by which several tell each other what they have sent.
      `--cluster.listen-address=${replicas > 1 ? site.listen('alertmanager', 'cluster') : ''}`,
      // The name stands for all replicas; it is asked again every 15 s.
      ...(replicas > 1 ? [`--cluster.peer=${site.each('alertmanager', 'cluster')}`] : []),
    ],
    secrets: [
      'hub-ingest-key',
      ...(receivers.slack === null ? [] : ['alert-slack-url']),
      ...(receivers.discord === null ? [] : ['alert-discord-url']),
      ...(receivers.pagerduty === null ? [] : ['alert-pagerduty-key']),
      ...(receivers.email?.passwordFile === undefined ? [] : ['alert-email-password']),
      ...(receivers.webhook === null ? [] : ['alert-webhook-url']),
      ...(receivers.deadMansSwitch === null ? [] : ['alert-dead-mans-switch-url']),
    ],
    files: [
      { path: 'alertmanager.yml', content: stringify(config, { lineWidth: 0 }) },
      { path: TEMPLATES, content: noticeTemplates(reached) },
    ],
    ports: replicas > 1 ? [http, site.port('alertmanager', 'cluster')] : [http],
    probes: {
      ready: { port: 'http', path: '/-/ready' },
      live: { port: 'http', path: '/-/healthy' },
      // A question that only a server that runs can answer; amtool has none for readiness.
      command: ['amtool', 'cluster', 'show', `--alertmanager.url=http://127.0.0.1:${http.number}`],
      startS: 60,
    },
    volumes: [{ name: 'data', path: data, size: settings.storage.sizes.alertmanager }],
    user: { uid: 65534, gid: 65534 },
    calls: [
      { to: 'hub', port: 'http' },
      ...(Object.values(receivers).some((receiver) => receiver !== null)
        ? [{ to: 'internet', port: '*' }]
        : []),
      ...(replicas > 1 ? [{ to: 'alertmanager', port: 'cluster' }] : []),
    ],
    metrics: { port: 'http', path: '/metrics' },
    stopS: 30,
  };
}
