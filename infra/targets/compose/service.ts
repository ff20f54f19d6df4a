import { createHash } from 'node:crypto';
import { cpuCores, sizeBytes } from '../../settings/units.ts';
import type { Component, ConfigFile } from '../../stack/component.ts';
import { CONFIG_FOLDER, SECRETS_FOLDER } from '../../stack/site.ts';
import type { Stack } from '../../stack/stack.ts';
import { callsOut, networkNames, STACK } from './networks.ts';
import { choosesFolder, ownFolderEntrypoint, toolsMount } from './own-folder.ts';
import { type Replica, serviceNames } from './replicas.ts';
import { secretVersions } from './secret-versions.ts';
import { literal, SOURCE } from './variables.ts';
import { VOLUME_OWNER } from './volume-owner.ts';

/** Threads count, too: a trace store has some hundreds. */
const MAX_PROCESSES = 4096;
const MI = 2 ** 20;

/** What a container may write to Docker's log; each line there names the server, as whoever reads the file sees no more. */
export const logging = {
  driver: 'json-file',
  options: { 'max-size': '10m', 'max-file': '3', labels: 'observatory.component' },
};

/** A service of the Compose file. */
export function serviceOf(replica: Replica, stack: Stack) {
  const { component, first, count } = replica;
  const { build, args, env, secrets, user, privileges, probes, stopS } = component;
  const command = choosesFolder(component) ? ownFolderEntrypoint(component) : component.command;
  const ports = first ? component.ports.filter(({ published }) => published !== null) : [];
  return {
    image: literal(component.image),
    ...(build === null
      ? {}
      : { build: { context: sourceFolder(build.context), dockerfile: literal(build.dockerfile) } }),
    ...(command === null ? {} : { entrypoint: literal(command) }),
    ...(args.length > 0 ? { command: literal(args) } : {}),
    ...(Object.keys(env).length > 0 ? { environment: literal(env) } : {}),
    ...ifAny('secrets', secrets, (name) => ({ source: name, target: `${SECRETS_FOLDER}/${name}` })),
    ...ifAny('volumes', mounts(replica), (mount) => mount),
    ...ifAny('tmpfs', replica.scratch, (path) => `${path}:${scratchOptions(component)}`),
    ...ifAny('ports', ports, ({ published, number }) => `${hostAddress(stack)}:${published}:${number}`),
    networks: Object.fromEntries(
      networkNames(component).map((network) => [
        network,
        network === STACK && !first ? { aliases: [component.name] } : {},
      ]),
    ),
    ...(callsOut(component)
      ? // Targets that the user names, such as an application on this machine.
        { extra_hosts: { 'host.docker.internal': 'host-gateway' } }
      : // Docker asks others for names that are not of the stack, and nobody answers: gRPC would wait 10 s for one.
        { dns_opt: ['timeout:1', 'attempts:2'] }),
    ...dependencies(replica, stack),
    ...(probes.command === null ? {} : { healthcheck: healthCheck(probes.command, probes.startS) }),
    user: `${user.uid}:${user.gid}`,
    read_only: privileges.readOnlyRoot,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    // Reaps what a health check leaves behind.
    init: true,
    deploy: {
      ...(count > 1 ? { replicas: count } : {}),
      resources: resourcesOf(component),
    },
    logging,
    labels: labelsOf(component, stack),
    stop_grace_period: `${stopS}s`,
    restart: 'unless-stopped',
  };
}

/** `{ [key]: [...] }`, or nothing where there is nothing to list. */
function ifAny<T, R>(key: string, values: readonly T[], render: (value: T) => R): { [key: string]: R[] } {
  return values.length > 0 ? { [key]: values.map(render) } : {};
}

function sourceFolder(context: string): string {
  return context === '.' ? SOURCE : `${SOURCE}/${literal(context)}`;
}

function hostAddress({ settings: { ports } }: Stack): string {
  // Docker takes addresses only.
  if (ports.host === 'localhost') return '127.0.0.1';
  return ports.host.includes(':') ? `[${ports.host}]` : ports.host;
}

function mounts({ component, volumes }: Replica) {
  const { name, files, privileges } = component;
  const bind = (source: string, target: string) => ({
    type: 'bind',
    source,
    target,
    read_only: true,
    // A folder that is missing is a fault, not one to make empty.
    bind: { create_host_path: false },
  });
  return [
    // One by one: a folder that is written anew would be empty for containers that still have the old one mounted.
    ...files.map(({ path }) =>
      bind(literal(`./config/${name}/${path}`), literal(`${CONFIG_FOLDER}/${path}`)),
    ),
    // What an image has at that place must not decide whose the volume is.
    ...volumes.map(({ source, target }) => ({ type: 'volume', source, target, volume: { nocopy: true } })),
    ...(choosesFolder(component) ? [toolsMount] : []),
    ...privileges.hostPaths.map((path) => bind(literal(path), literal(path))),
  ];
}

/** Options of a folder in memory that only its server sees. */
export function scratchOptions({ user, resources }: Component): string {
  // It counts as the server's memory: a quarter of that at most.
  const size = Math.floor((sizeBytes(resources.memory.limit) ?? 0) / 4);
  return `mode=0700,uid=${user.uid},gid=${user.gid},size=${size}`;
}

function dependencies({ component, volumes }: Replica, { components }: Stack) {
  const needed = components.filter(({ name }) => component.needs.includes(name));
  const conditions = Object.fromEntries([
    ...(volumes.length > 0 ? [[VOLUME_OWNER, { condition: 'service_completed_successfully' }]] : []),
    ...needed.flatMap((server) =>
      serviceNames(server).map((name) => [
        name,
        { condition: server.probes.command === null ? 'service_started' : 'service_healthy' },
      ]),
    ),
  ]);
  return Object.keys(conditions).length > 0 ? { depends_on: conditions } : {};
}

function healthCheck(command: readonly string[], startS: number) {
  return {
    test: ['CMD', ...literal(command)],
    interval: '5s',
    timeout: '5s',
    retries: 6,
    start_period: `${startS}s`,
  };
}

function resourcesOf({ resources: { cpu, memory } }: Component) {
  return {
    limits: { cpus: String(cpuCores(cpu.limit)), memory: mebibytes(memory.limit), pids: MAX_PROCESSES },
    reservations: { memory: mebibytes(memory.request) },
  };
}

function mebibytes(size: string): string {
  return `${Math.ceil((sizeBytes(size) ?? 0) / MI)}m`;
}

function labelsOf(component: Component, { settings }: Stack): Record<string, string> {
  const { metrics, ports, files } = component;
  const port = ports.find(({ name }) => name === metrics?.port);
  return {
    ...literal(settings.labels),
    'observatory.component': component.component,
    // Compose looks at a service's text alone: a changed file shows in it, so that `up` recreates the container.
    ...(files.length > 0 ? { 'observatory.files': digest(files) } : {}),
    ...secretVersions(component),
    ...(metrics === null || port === undefined
      ? {}
      : {
          'prometheus.io/scrape': 'true',
          'prometheus.io/port': String(port.number),
          'prometheus.io/path': metrics.path,
        }),
  };
}

function digest(files: readonly ConfigFile[]): string {
  const hash = createHash('sha256');
  for (const { path, content } of files) hash.update(`${path}\0${content}\0`);
  return hash.digest('hex').slice(0, 16);
}
