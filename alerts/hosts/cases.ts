import type { AlertCases } from '../testing/alert-case.ts';

export const hostsCases: AlertCases = {};
