import { join } from 'node:path';
import { hasBalancer } from '../components/balancer.ts';
import type { Settings } from '../settings/schema.ts';
import type { Port } from './component.ts';
import { allPorts, containerPort, publishedPort } from './ports.ts';

export const siteKinds = ['compose', 'docker', 'kubernetes', 'process'] as const;
export type SiteKind = (typeof siteKinds)[number];

/**
 * Where a stack runs, as far as a server's configuration depends on it: addresses, ports and paths. In containers these
 * are the usual ones under DNS names; processes share one loopback and one folder.
 */
export interface Site {
  readonly kind: SiteKind;
  /** `host:port` at which other servers of the stack reach it. */
  address(component: string, port: string): string;
  /** `host:port` whose name stands for every replica by itself: what gossips, or spreads by itself, asks here. */
  each(component: string, port: string): string;
  /** `host:port` for a server to listen on. */
  listen(component: string, port: string): string;
  /** A server's port as data. */
  port(component: string, port: string): Port;
  /** Path at which a server reads a file of its configuration. */
  file(component: string, path: string): string;
  /** Path of a server's volume; containers have it at `inContainer`. */
  volume(component: string, name: string, inContainer: string): string;
  /** Path at which a server reads a secret. */
  secret(component: string, name: string): string;
}

/** On Kubernetes, the DNS name that answers with the address of each of a server's pods. */
export function headlessName(server: string): string {
  return `${server}-headless`;
}

export const CONFIG_FOLDER = '/etc/observatory';
/** The address that processes listen on, whatever the settings say. */
export const LOOPBACK = '127.0.0.1';
export const SECRETS_FOLDER = '/etc/observatory-secrets';

/** Servers in containers on one network, each under its own name. `edge` is the one that receives OTLP from the host. */
export function containerSite(
  kind: 'compose' | 'docker' | 'kubernetes',
  settings: Settings,
  edge: 'agent' | 'collector',
): Site {
  return {
    kind,
    address: (server, port) => `${server}:${containerPort(server, port)}`,
    // A Service of Kubernetes has one address for all; its headless twin has theirs.
    each: (server, port) =>
      `${kind === 'kubernetes' ? headlessName(server) : server}:${containerPort(server, port)}`,
    listen: (server, port) => `0.0.0.0:${containerPort(server, port)}`,
    port: (server, port) => ({
      name: port,
      number: containerPort(server, port),
      published:
        otlpPort(settings, edge, server, port) ??
        publishedPort(settings, published(server, hasBalancer(settings, kind)), port),
    }),
    file: (_server, path) => `${CONFIG_FOLDER}/${path}`,
    volume: (_server, _name, inContainer) => inContainer,
    secret: (_server, name) => `${SECRETS_FOLDER}/${name}`,
  };
}

/** Servers as processes on loopback, all below one absolute folder: `config`, `data` and `secrets`. */
export function processSite(settings: Settings, folder: string): Site {
  const number = (server: string, port: string) =>
    otlpPort(settings, 'collector', server, port) ??
    publishedPort(settings, server, port) ??
    settings.ports.internal + allPorts.indexOf(`${server}/${port}`);
  return {
    kind: 'process',
    address: (server, port) => `${LOOPBACK}:${number(server, port)}`,
    each: (server, port) => `${LOOPBACK}:${number(server, port)}`,
    listen: (server, port) => `${LOOPBACK}:${number(server, port)}`,
    port: (server, port) => ({
      name: port,
      number: number(server, port),
      published: otlpPort(settings, 'collector', server, port) ?? publishedPort(settings, server, port),
    }),
    file: (server, path) => join(folder, 'config', server, path),
    volume: (server, name) => join(folder, 'data', server, name),
    secret: (_server, name) => join(folder, 'secrets', name),
  };
}

function otlpPort(settings: Settings, edge: string, server: string, port: string): number | null {
  if (server !== edge) return null;
  if (port === 'otlp-grpc') return settings.ports.otlpGrpc;
  return port === 'otlp-http' ? settings.ports.otlpHttp : null;
}

/** The server whose port on the host this one has: before several hubs stands one that answers for them. */
function published(server: string, isBalanced: boolean): string {
  if (!isBalanced) return server;
  if (server === 'hub') return 'none';
  return server === 'balancer' ? 'hub' : server;
}
