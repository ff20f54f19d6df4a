import type { AlertCases } from '../testing/alert-case.ts';

export const forecastsCases: AlertCases = {};
