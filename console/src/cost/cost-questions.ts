import { dataOf } from '../hub/client.ts';
import type { Budget, BudgetBody, CostReport, Forecast } from '../hub/types.ts';
import type { Question } from '../hub/use-hub-query.ts';
import type { RangeQuery } from '../time-range/time-range.ts';

/** What costs can be divided by, in the order of the tabs. */
export const costDimensions = [
  'model',
  'agent',
  'provider',
  'workflow',
  'user',
  'session',
  'service',
  'environment',
] as const;
export type CostDimension = (typeof costDimensions)[number];

/** Groups that are listed; the page says how many there are beyond. */
const MOST_GROUPS = 50;

export const costQuestion = (by: CostDimension, range: RangeQuery): Question<CostReport> => ({
  key: ['cost', by, range],
  ask: (hub, signal) =>
    dataOf(hub.api.GET('/api/v1/cost', { params: { query: { ...range, by, limit: MOST_GROUPS } }, signal })),
});

export const budgetsKey = ['budgets'] as const;

export const budgetsQuestion: Question<readonly Budget[]> = {
  key: budgetsKey,
  ask: async (hub, signal) => (await dataOf(hub.api.GET('/api/v1/budgets', { signal }))).budgets,
};

/** A budget to make, or to put in the place of the one with its name. */
export interface NamedBudget {
  readonly name: string;
  readonly body: BudgetBody;
}

export const costForecastQuestion: Question<Forecast> = {
  key: ['forecast', 'cost', '24h'],
  ask: (hub, signal) =>
    dataOf(
      hub.api.GET('/api/v1/analysis/forecasts', {
        params: { query: { metric: 'cost', horizon: '24h' } },
        signal,
      }),
    ),
};
