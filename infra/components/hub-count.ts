import type { Settings } from '../settings/schema.ts';

/** EN14: from three hubs on their number follows the load, up to ten. */
const LEAST_TO_SCALE = 3;
const MOST = 10;

/** How many hubs there may be at once where their number follows the load; null where it stays as it is set. */
export function mostHubs({ stores, replicas }: Settings): number | null {
  return stores.database !== 'embedded' && replicas.hub >= LEAST_TO_SCALE
    ? Math.max(MOST, replicas.hub)
    : null;
}
