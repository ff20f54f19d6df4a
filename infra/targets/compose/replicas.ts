import { dirname } from 'node:path/posix';
import type { Component } from '../../stack/component.ts';
import { FOLDERS } from './own-folder.ts';

/** A service of the Compose file: a server, or one of its replicas. */
export interface Replica {
  /** Name of the service. */
  readonly name: string;
  readonly component: Component;
  /** How many containers Compose makes of the service. */
  readonly count: number;
  /** Whether it is the one that the host's ports lead to. */
  readonly first: boolean;
  readonly volumes: readonly { readonly source: string; readonly target: string }[];
  /** Folders in memory. */
  readonly scratch: readonly string[];
}

/** Names of a server's services. */
export function serviceNames(component: Component): string[] {
  const { name, replicas } = component;
  if (!standsAlone(component)) return [name];
  return Array.from({ length: replicas }, (_, index) => (index === 0 ? name : `${name}-${index + 1}`));
}

/**
 * The services of a server. A service has one volume and one port for all its containers, so replicas that need their
 * own are services of their own, all under the server's DNS name; others are one service with a count.
 */
export function replicasOf(component: Component): Replica[] {
  const { volumes, scalable, scratch } = component;
  return serviceNames(component).map((name, index) => ({
    name,
    component,
    count: standsAlone(component) ? 1 : component.replicas,
    first: index === 0,
    volumes: volumes.map((volume) => ({
      source: `${name}-${volume.name}`,
      target: scalable === undefined ? volume.path : FOLDERS,
    })),
    // Where the link to the container's own folder is made.
    scratch: scalable === undefined ? scratch : [...scratch, ...volumes.map(({ path }) => dirname(path))],
  }));
}

function standsAlone({ ports, volumes, scalable }: Component): boolean {
  if (scalable !== undefined) return false;
  return volumes.length > 0 || ports.some(({ published }) => published !== null);
}
