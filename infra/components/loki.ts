import { stringify } from 'yaml';
import type { Settings } from '../settings/schema.ts';
import type { Component } from '../stack/component.ts';
import { lokiParts } from '../stack/ports.ts';
import type { Site } from '../stack/site.ts';
import { closedServer } from './closed-server.ts';
import { type LokiPart, type LokiServer, lokiConfig } from './loki-config.ts';

/** The folder that the image makes for its user. */
const VOLUME = '/loki';

const what: Readonly<Record<LokiPart, string>> = {
  distributor: 'Takes logs in and spreads them over the ingesters.',
  ingester: 'Holds fresh logs and writes them to object storage.',
  querier: 'Answers parts of questions about logs.',
  'query-frontend': 'Takes questions about logs and cuts them into parts.',
  'query-scheduler': 'Holds the parts of questions until a querier is free.',
  'index-gateway': "Answers from the logs' index for all queriers.",
  compactor: 'Compacts the index of logs; deletes what is too old or was erased.',
  'pattern-ingester': 'Finds the patterns of fresh logs.',
};
/** Parts that keep what they would otherwise fetch or make again. */
const stateful: readonly LokiPart[] = ['ingester', 'index-gateway', 'compactor', 'pattern-ingester'];
/** Parts of which more than one is of use; a compactor is always alone. */
const scaled: readonly LokiPart[] = ['distributor', 'ingester', 'querier', 'query-frontend'];

/** The server that takes logs, answers questions, or erases lines: each its own in microservices mode. */
export function lokiServer(settings: Settings, use: 'write' | 'read' | 'erase'): LokiServer {
  if (settings.stores.logsMode === 'single') return 'loki';
  return `loki-${({ write: 'distributor', read: 'query-frontend', erase: 'compactor' } as const)[use]}`;
}

/** Logs: one server, or its parts. */
export function loki(settings: Settings, site: Site): Component[] {
  if (settings.stores.logsMode === 'single') return [lokiComponent(settings, site, 'loki')];
  return lokiParts.map((part) => lokiComponent(settings, site, `loki-${part}`));
}

function lokiComponent(settings: Settings, site: Site, name: LokiServer): Component {
  const part = lokiParts.find((one) => name === `loki-${one}`);
  const holdsData = part === undefined || stateful.includes(part);
  const replicas = part === undefined || scaled.includes(part) ? settings.replicas.loki : 1;
  const gossips = part !== undefined || replicas > 1;
  const data = site.volume(name, 'data', VOLUME);
  const bucket = settings.stores.logs === 's3';
  const http = site.port(name, 'http');
  return {
    ...closedServer(settings, 'loki'),
    name,
    does: part === undefined ? 'Keeps logs.' : what[part],
    program: { server: 'loki', binary: 'loki' },
    workload: holdsData ? 'ordered' : 'replicated',
    replicas,
    args: [`-config.file=${site.file(name, 'loki.yaml')}`],
    env:
      bucket && settings.stores.bucketCredentialsFile !== null
        ? { AWS_SHARED_CREDENTIALS_FILE: site.secret(name, 'bucket-credentials') }
        : {},
    secrets: bucket && settings.stores.bucketCredentialsFile !== null ? ['bucket-credentials'] : [],
    files: [
      { path: 'loki.yaml', content: stringify(lokiConfig(settings, site, name, data), { lineWidth: 0 }) },
    ],
    ports: [http, site.port(name, 'grpc'), ...(gossips ? [site.port(name, 'gossip')] : [])],
    probes: {
      ready: { port: 'http', path: '/ready' },
      // Not /ready: one that cannot reach its store must wait, not start again.
      live: { port: 'http', path: '/metrics' },
      // The image has no shell and no wget.
      command: null,
      // It first reads what it had not yet written out.
      startS: 300,
    },
    volumes: holdsData ? [{ name: 'data', path: data, size: settings.storage.sizes.loki }] : [],
    scratch: holdsData ? ['/tmp'] : [VOLUME, '/tmp'],
    user: { uid: 10001, gid: 10001 },
    calls: [
      ...(part === undefined
        ? []
        : lokiParts.flatMap((other) => [
            { to: `loki-${other}`, port: 'grpc' },
            { to: `loki-${other}`, port: 'gossip' },
          ])),
      ...(part === 'query-frontend' ? [{ to: 'loki-querier', port: 'http' }] : []),
      ...(part === undefined && gossips
        ? [
            { to: 'loki', port: 'grpc' },
            { to: 'loki', port: 'gossip' },
          ]
        : []),
      ...(part === undefined || part === 'compactor' ? [] : [{ to: 'loki-compactor', port: 'http' }]),
      ...(bucket ? [{ to: 'internet', port: '*' }] : []),
    ],
    metrics: { port: 'http', path: '/metrics' },
    stopS: 120,
  };
}
