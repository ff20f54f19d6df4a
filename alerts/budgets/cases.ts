import type { AlertCases } from '../testing/alert-case.ts';

export const budgetsCases: AlertCases = {};
