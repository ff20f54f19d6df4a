import type { AlertCases } from '../testing/alert-case.ts';
import { containerCases } from './containers-cases.ts';
import { machineCases } from './machines-cases.ts';
import { processCases } from './processes-cases.ts';

export const hostsCases: AlertCases = { ...machineCases, ...containerCases, ...processCases };
