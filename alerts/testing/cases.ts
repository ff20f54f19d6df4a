import { agentsCases } from '../agents/cases.ts';
import { anomaliesCases } from '../anomalies/cases.ts';
import { budgetsCases } from '../budgets/cases.ts';
import { contractCases } from '../contract/cases.ts';
import { forecastsCases } from '../forecasts/cases.ts';
import { hostsCases } from '../hosts/cases.ts';
import { ownCases } from '../own/cases.ts';
import { servicesCases } from '../services/cases.ts';
import { slosCases } from '../slos/cases.ts';
import { stackCases } from '../stack/cases.ts';
import type { AlertCases } from './alert-case.ts';

/** The stories of all alerts. */
export const alertCases: AlertCases = {
  ...agentsCases,
  ...anomaliesCases,
  ...budgetsCases,
  ...contractCases,
  ...forecastsCases,
  ...hostsCases,
  ...ownCases,
  ...servicesCases,
  ...slosCases,
  ...stackCases,
};
