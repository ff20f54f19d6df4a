import { createHash } from 'node:crypto';
import { isAbsolute, join } from 'node:path';
import * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';
import type { Component } from '../../stack/component.ts';
import type { Stack } from '../../stack/stack.ts';
import { type DockerContainer, type DockerServer, dockerServers, type Files } from './containers.ts';

export interface DockerStackArgs {
  readonly stack: Stack;
  /** Values of the stack's secrets. */
  readonly secrets: ReadonlyMap<string, pulumi.Output<string>>;
  /** Folder that build contexts are below. */
  readonly root: string;
}

/** The stack as containers of one Docker daemon, on a network of their own. */
export class DockerStack extends pulumi.ComponentResource {
  readonly network: pulumi.Output<string>;
  readonly containers: ReadonlyMap<string, docker.Container>;

  constructor(name: string, args: DockerStackArgs, opts?: pulumi.ComponentResourceOptions) {
    super('observatory:docker:Stack', name, {}, opts);
    const { stack } = args;
    const child = { parent: this };
    const network = new docker.Network(stack.settings.name, { name: stack.settings.name }, child);
    this.network = network.name;
    const servers = dockerServers(stack);
    const images = imagesOf(args, child);
    const containers = new Map<string, docker.Container>();
    this.containers = containers;
    for (const server of servers) {
      const image = images.get(server.component.image)?.imageId ?? server.component.image;
      const files = server.files === null ? null : putFiles(server, server.files, image, args, child);
      for (const container of server.containers) {
        containers.set(
          container.server,
          run(
            container,
            server.component,
            { image, network, files, secrets: args.secrets },
            child,
            containers,
          ),
        );
      }
    }
    this.registerOutputs({ network: this.network });
  }
}

type Child = { readonly parent: pulumi.Resource };

/** Each image once. Our own are built from their sources, unless the settings name a registry or another image. */
function imagesOf({ stack, root }: DockerStackArgs, child: Child): Map<string, docker.RemoteImage> {
  const { registry, overrides } = stack.settings.images;
  const images = new Map<string, docker.RemoteImage>();
  for (const { image, component, build } of stack.components) {
    if (images.has(image)) continue;
    const own = build !== null && registry === null && overrides[component] === undefined;
    const path = (part: string) => (isAbsolute(part) ? part : join(root, part));
    const args = {
      name: image,
      keepLocally: true,
      ...(own && build !== null
        ? { build: { context: path(build.context), dockerfile: build.dockerfile } }
        : {}),
    };
    images.set(image, new docker.RemoteImage(component, args, child));
  }
  return images;
}

interface Placed {
  readonly volumes: readonly docker.Volume[];
  readonly holder: docker.Container;
}

/**
 * Volumes with a server's files. The provider uploads through the root of a container, which Docker refuses for a
 * read-only one; so a container that never starts takes the files, and the server mounts their volumes read-only.
 */
function putFiles(
  { component, containers }: DockerServer,
  files: Files,
  image: pulumi.Input<string>,
  { secrets, stack }: DockerStackArgs,
  child: Child,
): Placed {
  const volumes = files.mounts.map(
    ({ volume, path }) =>
      new docker.Volume(`${component.name}${path.replaceAll('/', '-')}`, { name: volume }, child),
  );
  const holder = new docker.Container(
    `${component.name}-files`,
    {
      name: `${stack.settings.name}-${component.name}-files`,
      image,
      start: false,
      mustRun: false,
      networkMode: 'none',
      command: ['never', 'started'],
      volumes: files.mounts.map(({ path }, index) => ({
        volumeName: volumes[index]?.name ?? '',
        containerPath: path,
      })),
      uploads: files.uploads.map(({ file, permissions, owner, group, ...what }) => ({
        file,
        permissions,
        owner,
        group,
        content: 'content' in what ? what.content : secretOf(what.secret, secrets),
      })),
      labels: labelsOf(containers),
    },
    { ...child, deleteBeforeReplace: true },
  );
  return { volumes, holder };
}

function labelsOf(containers: readonly DockerContainer[]) {
  return containers[0]?.args.labels ?? [];
}

function run(
  { server, needs, volumes, args }: DockerContainer,
  component: Component,
  given: {
    image: pulumi.Input<string>;
    network: docker.Network;
    files: Placed | null;
    secrets: DockerStackArgs['secrets'];
  },
  child: Child,
  before: ReadonlyMap<string, docker.Container>,
): docker.Container {
  const { hostPaths, labels, ...rest } = args;
  const own = volumes
    .filter(({ readOnly }) => !readOnly)
    .map(({ volume, path }) => ({
      volumeName: new docker.Volume(`${server}${path.replaceAll('/', '-')}`, { name: volume }, child).name,
      containerPath: path,
    }));
  const files = volumes
    .filter(({ readOnly }) => readOnly)
    .map(({ path }, index) => ({
      volumeName: given.files?.volumes[index]?.name ?? '',
      containerPath: path,
      readOnly: true,
    }));
  return new docker.Container(
    server,
    {
      ...rest,
      image: given.image,
      networksAdvanced: [{ name: given.network.name, aliases: [component.name] }],
      volumes: [...own, ...files, ...hostPaths],
      labels: [...labels, ...secretsLabel(component, given.secrets)],
    },
    {
      ...child,
      deleteBeforeReplace: true,
      dependsOn: [
        ...(given.files === null ? [] : [given.files.holder]),
        ...needs.flatMap((one) => before.get(one) ?? []),
      ],
    },
  );
}

/** A secret with another value restarts who reads it. */
function secretsLabel(component: Component, secrets: DockerStackArgs['secrets']) {
  if (component.secrets.length === 0) return [];
  const values = pulumi.all(component.secrets.map((secret) => secretOf(secret, secrets)));
  const digest = values.apply((all) =>
    createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 16),
  );
  return [{ label: 'observatory.secrets', value: digest }];
}

function secretOf(name: string, secrets: DockerStackArgs['secrets']): pulumi.Output<string> {
  const value = secrets.get(name);
  if (value === undefined) throw new Error(`no secret ${name} in the stack`);
  return value;
}
