import type { Component } from '../../stack/component.ts';

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
}

/** Names of a server's services. */
export function serviceNames(component: Component): string[] {
  const { name, replicas } = component;
  if (!standsAlone(component)) return [name];
  return Array.from({ length: replicas }, (_, index) => (index === 0 ? name : `${name}-${index + 1}`));
}

/**
 * The services of a server. Compose cannot tell the containers of one service apart, so replicas that have a port on the
 * host or a volume are services of their own, all under the server's DNS name; others are one service with a count.
 */
export function replicasOf(component: Component): Replica[] {
  return serviceNames(component).map((name, index) => ({
    name,
    component,
    count: standsAlone(component) ? 1 : component.replicas,
    first: index === 0,
    volumes: component.volumes.map((volume) => ({ source: `${name}-${volume.name}`, target: volume.path })),
  }));
}

function standsAlone({ ports, volumes }: Component): boolean {
  return volumes.length > 0 || ports.some(({ published }) => published !== null);
}
