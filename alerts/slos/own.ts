import type { Slo } from './slo.ts';

/** SLOs of your own; docs/slos.md walks through one. */
export const ownSlos: readonly Slo[] = [];
