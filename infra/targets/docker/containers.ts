import { createHash } from 'node:crypto';
import { isAbsolute, join } from 'node:path/posix';
import { cpuCores, sizeBytes } from '../../settings/units.ts';
import type { Component } from '../../stack/component.ts';
import { CONFIG_FOLDER, SECRETS_FOLDER } from '../../stack/site.ts';
import type { Stack } from '../../stack/stack.ts';

/** A file that is put into a volume before the server starts. Its text is here, or it is a secret's value. */
export type Upload = {
  readonly file: string;
  readonly permissions: string;
  readonly owner: string;
  readonly group: string;
} & ({ readonly content: string } | { readonly secret: string });

/** A named volume and where a container has it. */
export interface Mount {
  readonly volume: string;
  readonly path: string;
  readonly readOnly: boolean;
}

/** What holds a server's files: volumes, and what is uploaded into them. */
export interface Files {
  readonly mounts: readonly Mount[];
  readonly uploads: readonly Upload[];
}

/** One container as plain data, in the terms of `@pulumi/docker`. */
export interface DockerContainer {
  /** Name within the stack: the server's for the first, so that a further one replaces nothing. */
  readonly server: string;
  readonly name: string;
  /** The containers that must be ready before, by `server`. */
  readonly needs: readonly string[];
  readonly volumes: readonly Mount[];
  readonly args: ContainerShape;
}

/** All containers of one server, which share its files. */
export interface DockerServer {
  readonly component: Component;
  /** Null for a server that reads no file. */
  readonly files: Files | null;
  readonly containers: readonly DockerContainer[];
}

type ContainerShape = ReturnType<typeof containerArgs>;

/** The servers of a stack as containers of one Docker daemon. */
export function dockerServers(stack: Stack): DockerServer[] {
  const serversOf = ({ name, replicas }: Component) =>
    Array.from({ length: replicas }, (_, index) => (index === 0 ? name : `${name}-${index + 1}`));
  return stack.components.map((component) => {
    const files = filesOf(stack, component);
    const needed = stack.components.filter(({ name }) => component.needs.includes(name));
    return {
      component,
      files,
      containers: serversOf(component).map((server, index) => ({
        server,
        name: `${stack.settings.name}-${server}`,
        needs: needed.flatMap(serversOf),
        volumes: [
          ...component.volumes.map((volume) => ({
            volume: `${stack.settings.name}-${server}-${volume.name}`,
            path: volume.path,
            readOnly: false,
          })),
          ...(files?.mounts ?? []),
        ],
        args: containerArgs(stack, component, server, index),
      })),
    };
  });
}

function filesOf(stack: Stack, component: Component): Files | null {
  if (component.files.length === 0 && component.secrets.length === 0) return null;
  const name = `${stack.settings.name}-${component.name}`;
  const { uid, gid } = component.user;
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
    owner: String(uid),
    group: String(gid),
    secret,
  }));
  const mount = (kind: string, path: string, parts: readonly unknown[]): Mount[] =>
    parts.length === 0 ? [] : [{ volume: `${name}-${kind}-${hash(parts)}`, path, readOnly: true }];
  return {
    // A new name for new content: no file of before is left, and what mounts it is replaced.
    mounts: [
      ...mount('config', CONFIG_FOLDER, config),
      ...mount('secrets', SECRETS_FOLDER, component.secrets),
    ],
    uploads: [...config, ...secrets],
  };
}

const hash = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 10);

function containerArgs({ settings }: Stack, component: Component, server: string, index: number) {
  const { probes, resources, user } = component;
  const name = `${settings.name}-${server}`;
  return {
    name,
    hostname: name,
    ...(component.command === null ? {} : { entrypoints: [...component.command] }),
    command: [...component.args],
    envs: Object.entries(component.env).map(([key, value]) => `${key}=${value}`),
    user: `${user.uid}:${user.gid}`,
    readOnly: component.privileges.readOnlyRoot,
    capabilities: { drops: ['ALL'] },
    securityOpts: ['no-new-privileges:true'],
    tmpfs: Object.fromEntries(component.scratch.map((path) => [path, 'rw,noexec,nosuid,nodev,size=64m'])),
    memory: Math.ceil((sizeBytes(resources.memory.limit) ?? 0) / 2 ** 20),
    cpus: String(cpuCores(resources.cpu.limit) ?? 1),
    // Only one container can have a port of the host; the agent spreads over the others.
    ports: component.ports.flatMap(({ number, published }) =>
      published === null || index > 0
        ? []
        : [{ internal: number, external: published, ip: settings.ports.host, protocol: 'tcp' }],
    ),
    hostPaths: component.privileges.hostPaths.map((path) => {
      if (!isAbsolute(path)) throw new Error(`${name}: expected an absolute host path; got ${path}`);
      return { hostPath: path, containerPath: path, readOnly: true };
    }),
    labels: [
      ...Object.entries({ 'observatory.stack': settings.name, ...settings.labels }),
      ['observatory.server', component.name] as const,
    ].map(([label, value]) => ({ label, value })),
    logDriver: 'json-file',
    logOpts: { 'max-size': '10m', 'max-file': '3' },
    restart: 'unless-stopped',
    stopTimeout: component.stopS,
    destroyGraceSeconds: component.stopS,
    ...(probes.command === null
      ? {}
      : {
          healthcheck: {
            tests: ['CMD', ...probes.command],
            interval: '10s',
            timeout: '5s',
            retries: 3,
            startPeriod: goDuration(probes.startS),
          },
          wait: true,
          waitTimeout: probes.startS,
        }),
  };
}

/** Seconds as Go prints them, which is how the daemon gives them back; else each refresh would find a change. */
function goDuration(seconds: number): string {
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
