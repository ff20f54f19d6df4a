import * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';
import type { Component } from '../../stack/component.ts';
import type { Stack } from '../../stack/stack.ts';
import { networksOf } from '../compose/networks.ts';
import { VOLUME_OWNER, volumeOwner } from '../compose/volume-owner.ts';
import {
  type DockerContainer,
  type DockerServer,
  digest,
  dockerReplicas,
  dockerServers,
} from './containers.ts';
import { dockerImages } from './docker-images.ts';

export interface DockerStackArgs {
  readonly stack: Stack;
  /** Values of the stack's secrets. */
  readonly secrets: ReadonlyMap<string, pulumi.Output<string>>;
  /** Folder that build contexts are below. */
  readonly root: string;
}

/** The stack as containers of one Docker daemon, on networks of their own. */
export class DockerStack extends pulumi.ComponentResource {
  /** By their names within the stack. */
  readonly containers: ReadonlyMap<string, docker.Container>;
  readonly #args: DockerStackArgs;
  readonly #networks: ReadonlyMap<string, docker.Network>;

  constructor(name: string, args: DockerStackArgs, opts?: pulumi.ComponentResourceOptions) {
    super('observatory:docker:Stack', name, {}, opts);
    this.#args = args;
    const { stack, root } = args;
    this.#networks = this.#makeNetworks();
    const images = dockerImages(stack, root, { parent: this });
    const containers = new Map<string, docker.Container>();
    const servers = dockerServers(stack);
    const data = this.#makeData(servers);
    for (const server of servers) {
      const { image } = server.component;
      const files = this.#putFiles(server, images.get(image)?.imageId ?? image);
      for (const container of server.containers) {
        const before = [...data.ready, ...container.needs.flatMap((one) => containers.get(one) ?? [])];
        const mounts = [
          ...mountsOf(container, data.volumes),
          ...files.mounts,
          ...hostMounts(server.component),
        ];
        containers.set(
          container.server,
          this.#run(container, server.component, images.get(image)?.imageId ?? image, mounts, [
            ...before,
            ...files.ready,
          ]),
        );
      }
    }
    this.containers = containers;
    this.registerOutputs();
  }

  #makeNetworks(): ReadonlyMap<string, docker.Network> {
    const { settings, components } = this.#args.stack;
    return new Map(
      Object.entries(networksOf(components)).map(([name, network]) => [
        name,
        new docker.Network(
          name,
          {
            name: `${settings.name}-${name}`,
            driver: network.driver,
            ...('driver_opts' in network ? { options: network.driver_opts } : {}),
          },
          { parent: this },
        ),
      ]),
    );
  }

  /** The volumes of all servers, and what gives each to its server's user. */
  #makeData(servers: readonly DockerServer[]) {
    const { settings, components } = this.#args.stack;
    const all = servers.flatMap(({ containers }) => containers.flatMap((one) => one.data));
    const prefix = `${settings.name}-`;
    const volumes = new Map(
      all.map(({ volume }) => [
        volume,
        new docker.Volume(volume.slice(prefix.length), { name: volume }, { parent: this }),
      ]),
    );
    if (all.length === 0) return { volumes, ready: [] };
    const owner = volumeOwner(settings, components.flatMap(dockerReplicas));
    const image = new docker.RemoteImage(
      VOLUME_OWNER,
      { name: owner.image, keepLocally: true },
      { parent: this },
    );
    const done = new docker.Container(
      VOLUME_OWNER,
      {
        name: `${prefix}${VOLUME_OWNER}`,
        image: image.imageId,
        command: owner.command,
        user: owner.user,
        readOnly: owner.read_only,
        capabilities: { drops: owner.cap_drop, adds: owner.cap_add.map((one) => `CAP_${one}`) },
        securityOpts: owner.security_opt,
        networkMode: owner.network_mode,
        mounts: owner.volumes.map(({ type, source, target }) => ({
          type,
          source: volumes.get(`${prefix}${source}`)?.name ?? '',
          target,
        })),
        logDriver: owner.logging.driver,
        logOpts: owner.logging.options,
        restart: owner.restart,
        // It ends by itself, and is waited for.
        attach: true,
        mustRun: false,
      },
      { parent: this, deleteBeforeReplace: true },
    );
    return { volumes, ready: [done] };
  }

  /**
   * Volumes with a server's files. The provider uploads through the root of a container, which Docker refuses for a
   * read-only one; so a container that never starts takes them, and the server has their volumes read-only.
   */
  #putFiles({ component, files }: DockerServer, image: pulumi.Input<string>) {
    if (files === null) return { mounts: [], ready: [] };
    const mounts = files.volumes.map(({ kind, volume, path }) => ({
      type: 'volume',
      source: new docker.Volume(`${component.name}-${kind}`, { name: volume }, { parent: this }).name,
      target: path,
    }));
    const holder = new docker.Container(
      `${component.name}-files`,
      {
        name: `${this.#args.stack.settings.name}-${component.name}-files`,
        image,
        command: ['never', 'started'],
        start: false,
        mustRun: false,
        networkMode: 'none',
        mounts,
        uploads: files.uploads.map(({ file, permissions, owner, group, ...what }) => ({
          file,
          permissions,
          owner,
          group,
          content: 'content' in what ? what.content : this.#secret(what.secret),
        })),
      },
      { parent: this, deleteBeforeReplace: true },
    );
    return { mounts: mounts.map((mount) => ({ ...mount, readOnly: true })), ready: [holder] };
  }

  #run(
    { server, networks, aliases, args }: DockerContainer,
    component: Component,
    image: pulumi.Input<string>,
    mounts: docker.types.input.ContainerMount[],
    dependsOn: docker.Container[],
  ): docker.Container {
    const { labels, ...rest } = args;
    return new docker.Container(
      server,
      {
        ...rest,
        image,
        mounts,
        networksAdvanced: networks.map((name) => ({
          name: this.#networks.get(name)?.name ?? name,
          aliases: [...aliases],
        })),
        labels: [...labels, ...this.#secretsLabel(component)],
      },
      { parent: this, deleteBeforeReplace: true, dependsOn },
    );
  }

  /** A secret with another value replaces who reads it. */
  #secretsLabel({ secrets }: Component) {
    if (secrets.length === 0) return [];
    return [
      {
        label: 'observatory.secrets',
        value: pulumi.all(secrets.map((name) => this.#secret(name))).apply(digest),
      },
    ];
  }

  #secret(name: string): pulumi.Output<string> {
    const value = this.#args.secrets.get(name);
    if (value === undefined) throw new Error(`no value for the secret ${name}`);
    return value;
  }
}

function mountsOf({ data }: DockerContainer, volumes: ReadonlyMap<string, docker.Volume>) {
  return data.map(({ volume, path }) => ({
    type: 'volume',
    source: volumes.get(volume)?.name ?? volume,
    target: path,
    // What an image has at that place must not decide whose the volume is.
    volumeOptions: { noCopy: true },
  }));
}

function hostMounts({ privileges }: Component) {
  return privileges.hostPaths.map((path) => ({ type: 'bind', source: path, target: path, readOnly: true }));
}
