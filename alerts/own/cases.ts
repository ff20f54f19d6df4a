import type { AlertCases } from '../testing/alert-case.ts';

/** The stories of your own alerts. */
export const ownCases: AlertCases = {};
