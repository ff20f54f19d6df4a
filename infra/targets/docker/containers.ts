import { createHash } from 'node:crypto';
import { join } from 'node:path/posix';
import { cpuCores, sizeBytes } from '../../settings/units.ts';
import type { Component } from '../../stack/component.ts';
import { CONFIG_FOLDER, SECRETS_FOLDER } from '../../stack/site.ts';
import type { Stack } from '../../stack/stack.ts';
import { callsOut, networkNames } from '../compose/networks.ts';
import { type Replica, replicasOf } from '../compose/replicas.ts';
import { logging, scratchOptions } from '../compose/service.ts';

/** A file that is put into a volume before the server starts. Its text is here, or it is a secret's value. */
export type Upload = {
  readonly file: string;
  readonly permissions: string;
  readonly owner: string;
  readonly group: string;
} & ({ readonly content: string } | { readonly secret: string });

/** A server's files: volumes, where they are mounted, and what is uploaded into them. */
export interface Files {
  readonly volumes: readonly { readonly kind: string; readonly volume: string; readonly path: string }[];
  readonly uploads: readonly Upload[];
}

/** One container as plain data. */
export interface DockerContainer {
  /** Name within the stack, such as `hub-2`; also its DNS name. */
  readonly server: string;
  /** Names of the servers that must be ready before. */
  readonly needs: readonly string[];
  /** Names of the stack's networks that it is on. */
  readonly networks: readonly string[];
  readonly aliases: readonly string[];
  readonly data: readonly { readonly volume: string; readonly path: string }[];
  /** The rest, in the terms of `@pulumi/docker`. */
  readonly args: ReturnType<typeof argsOf>;
}

/** The containers of one server, which share its files. */
export interface DockerServer {
  readonly component: Component;
  /** Null for a server that reads no file. */
  readonly files: Files | null;
  readonly containers: readonly DockerContainer[];
}

/** The servers of a stack as containers of one Docker daemon; the same in all but the files as in the Compose file. */
export function dockerServers(stack: Stack): DockerServer[] {
  return stack.components.map((component) => {
    const needed = stack.components.filter(({ name }) => component.needs.includes(name));
    return {
      component,
      files: filesOf(stack, component),
      containers: dockerReplicas(component).map((replica) => ({
        server: replica.name,
        needs: needed.flatMap(dockerReplicas).map(({ name }) => name),
        networks: networkNames(component),
        aliases: [...new Set([component.name, replica.name])],
        data: replica.volumes.map(({ source, target }) => ({
          volume: `${stack.settings.name}-${source}`,
          path: target,
        })),
        args: argsOf(stack, replica),
      })),
    };
  });
}

/** Compose counts the containers of a service itself; here each is a resource, with a name and volumes of its own. */
export function dockerReplicas(component: Component): Replica[] {
  const { scalable: _, ...counted } = component;
  return replicasOf(counted).flatMap((replica) =>
    Array.from({ length: replica.count }, (_, index) =>
      index === 0 ? replica : { ...replica, name: `${replica.name}-${index + 1}`, first: false },
    ),
  );
}

function filesOf({ settings }: Stack, component: Component): Files | null {
  const config = component.files.map(({ path, content }) => ({
    file: join(CONFIG_FOLDER, path),
    permissions: '0444',
    owner: '0',
    group: '0',
    // The provider refuses an upload without content.
    content: content === '' ? '\n' : content,
  }));
  const secrets = component.secrets.map((secret) => ({
    file: join(SECRETS_FOLDER, secret),
    permissions: '0400',
    owner: String(component.user.uid),
    group: String(component.user.gid),
    secret,
  }));
  // A new name for new content: no file of before is left, and what mounts it is replaced.
  const volume = (kind: string, path: string, parts: readonly unknown[]) =>
    parts.length === 0
      ? []
      : [{ kind, volume: `${settings.name}-${component.name}-${kind}-${digest(parts)}`, path }];
  const volumes = [
    ...volume('config', CONFIG_FOLDER, config),
    ...volume('secrets', SECRETS_FOLDER, component.secrets),
  ];
  return volumes.length === 0 ? null : { volumes, uploads: [...config, ...secrets] };
}

/** A short name of a value. */
export const digest = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);

function argsOf({ settings }: Stack, { name, component, first }: Replica) {
  const { probes, resources, user } = component;
  return {
    name: `${settings.name}-${name}`,
    hostname: name,
    ...(component.command === null ? {} : { entrypoints: [...component.command] }),
    command: [...component.args],
    envs: Object.entries(component.env).map(([key, value]) => `${key}=${value}`),
    user: `${user.uid}:${user.gid}`,
    readOnly: component.privileges.readOnlyRoot,
    capabilities: { drops: ['ALL'] },
    securityOpts: ['no-new-privileges:true'],
    init: true,
    tmpfs: Object.fromEntries(component.scratch.map((path) => [path, scratchOptions(component)])),
    memory: Math.ceil((sizeBytes(resources.memory.limit) ?? 0) / 2 ** 20),
    cpus: String(cpuCores(resources.cpu.limit) ?? 1),
    ports: component.ports.flatMap(({ number, published }) =>
      published === null || !first
        ? []
        : [{ internal: number, external: published, ip: settings.ports.host, protocol: 'tcp' }],
    ),
    ...(callsOut(component) ? { hosts: [{ host: 'host.docker.internal', ip: 'host-gateway' }] } : {}),
    labels: labelsOf(component, settings.labels),
    logDriver: logging.driver,
    logOpts: logging.options,
    restart: 'unless-stopped',
    stopTimeout: component.stopS,
    destroyGraceSeconds: component.stopS,
    ...(probes.command === null
      ? {}
      : {
          healthcheck: {
            tests: ['CMD', ...probes.command],
            interval: '5s',
            timeout: '5s',
            retries: 6,
            startPeriod: goDuration(probes.startS),
          },
          wait: true,
          waitTimeout: probes.startS,
        }),
  };
}

function labelsOf({ component, metrics, ports }: Component, labels: Readonly<Record<string, string>>) {
  const port = ports.find(({ name }) => name === metrics?.port);
  const all = {
    ...labels,
    'observatory.component': component,
    ...(metrics === null || port === undefined
      ? {}
      : {
          'prometheus.io/scrape': 'true',
          'prometheus.io/port': String(port.number),
          'prometheus.io/path': metrics.path,
        }),
  };
  return Object.entries(all).map(([label, value]) => ({ label, value }));
}

/** Seconds as Go prints them, which is how the provider reads them back; else each refresh would find a change. */
function goDuration(seconds: number): string {
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
