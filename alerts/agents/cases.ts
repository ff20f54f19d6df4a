import type { AlertCases } from '../testing/alert-case.ts';
import { evaluationCases } from './evaluation-cases.ts';
import { failingCases } from './failing-cases.ts';
import { modelCases } from './model-cases.ts';
import { retryCases } from './retry-cases.ts';
import { runCases } from './run-cases.ts';
import { slowCases } from './slow-cases.ts';
import { stoppedCases } from './stopped-cases.ts';

export const agentsCases: AlertCases = {
  ...failingCases,
  ...slowCases,
  ...runCases,
  ...retryCases,
  ...stoppedCases,
  ...modelCases,
  ...evaluationCases,
};
