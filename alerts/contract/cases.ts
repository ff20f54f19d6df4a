import type { AlertCases } from '../testing/alert-case.ts';
import { describedCases } from './described-cases.ts';
import { executionCases } from './executions-cases.ts';
import { resourceCases } from './resources-cases.ts';

export const contractCases: AlertCases = { ...executionCases, ...resourceCases, ...describedCases };
