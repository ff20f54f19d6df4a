import type { AlertCases } from '../testing/alert-case.ts';

/** The stories of SLOs of your own; docs/slos.md walks through one. */
export const ownSloCases: AlertCases = {};
