import type { Port } from '../stack/component.ts';
import type { Site } from '../stack/site.ts';

/**
 * The flag by which Prometheus and Alertmanager know where people reach them on this machine: links to them would
 * else have the name of the machine or container. In a cluster nobody has published them.
 */
export function externalUrl(site: Site, { published }: Port): string[] {
  return site.kind === 'kubernetes' || published === null
    ? []
    : [`--web.external-url=http://localhost:${published}`];
}
