import { stringify } from 'yaml';
import { alertmanagerConfig } from '../../alerts/routing.ts';
import type { Settings } from '../settings/schema.ts';
import type { Component } from '../stack/component.ts';
import type { Site } from '../stack/site.ts';
import { closedServer } from './closed-server.ts';

/** Tells people: groups alerts, silences what follows from others, sends the rest to the receivers. */
export function alertmanager(settings: Settings, site: Site): Component {
  const { receivers } = settings.alerts;
  const replicas = settings.replicas.alertmanager;
  const data = site.volume('alertmanager', 'data', '/alertmanager');
  const http = site.port('alertmanager', 'http');
  const config = alertmanagerConfig(receivers, (secret) => site.secret('alertmanager', secret));
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
      // Alone it must not open the port by which several tell each other what they have sent.
      `--cluster.listen-address=${replicas > 1 ? site.listen('alertmanager', 'cluster') : ''}`,
      // The name stands for all replicas; it is asked again every 15 s.
      ...(replicas > 1 ? [`--cluster.peer=${site.each('alertmanager', 'cluster')}`] : []),
    ],
    secrets: [
      ...(receivers.slack === null ? [] : ['alert-slack-url']),
      ...(receivers.discord === null ? [] : ['alert-discord-url']),
      ...(receivers.pagerduty === null ? [] : ['alert-pagerduty-key']),
      ...(receivers.email?.passwordFile === undefined ? [] : ['alert-email-password']),
      ...(receivers.webhook === null ? [] : ['alert-webhook-url']),
    ],
    files: [{ path: 'alertmanager.yml', content: stringify(config, { lineWidth: 0 }) }],
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
      ...(Object.values(receivers).some((receiver) => receiver !== null)
        ? [{ to: 'internet', port: '*' }]
        : []),
      ...(replicas > 1 ? [{ to: 'alertmanager', port: 'cluster' }] : []),
    ],
    metrics: { port: 'http', path: '/metrics' },
    stopS: 30,
  };
}
