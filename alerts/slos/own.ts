import type { Slo } from './slo.ts';

/** SLOs of your own; docs/slos.md walks through one. */
export function ownSlos(): Slo[] {
  return [];
}
