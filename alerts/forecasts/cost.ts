import { spend } from '../budgets/spend.ts';
import { promql, type Recorded, recorded, sumOver, type Window } from '../promql/expression.ts';

/**
 * What the 30 days that end in a week will have cost: what was spent in the last 23, and a week like the last. In a
 * young fleet days are missing in the sum, so it says too little and never too much.
 */
export const costForecast: Recorded<never> = {
  record: 'fleet:cost_usd:forecast30d',
  by: [],
  unit: 'US dollars',
  meaning: 'What the 30 days that end in a week will have cost: 23 are known, and a week like the last.',
  expr: promql`${sumOver(recorded(spend.fiveMinutes), '23d:5m' as Window)} + ${recorded(spend.week)}`,
};
