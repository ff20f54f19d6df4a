import { fleetMetrics } from '@observatory/shim/conventions';
import { PRICES_OLD_SECONDS } from '../../alerts/agents/models.ts';
import { spend } from '../../alerts/budgets/spend.ts';
import { costForecast } from '../../alerts/forecasts/cost.ts';
import {
  buckets,
  type Expr,
  increase,
  maxBy,
  promql,
  type Recorded,
  recorded,
  series,
  sumBy,
} from '../../alerts/promql/expression.ts';
import { agent } from '../../alerts/recorded/agents.ts';
import { costs } from '../../alerts/recorded/costs.ts';
import { model } from '../../alerts/recorded/models.ts';
import { workflow } from '../../alerts/recorded/workflows.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { durationSeconds } from '../../infra/settings/units.ts';
import { chosen, chosenBy } from '../parts/chosen.ts';
import { above } from '../parts/limits.ts';
import {
  comparison,
  figure,
  heat,
  type Link,
  lines,
  type Panel,
  type PanelText,
  stacked,
} from '../parts/panel.ts';
import { ask } from '../parts/question.ts';
import { anyInTime, inTime } from './in-time.ts';
import { meanOfRuns } from './mean-of-runs.ts';

const MONTH_S = 30 * 86_400;
const nothing = 'No model was called in this time.';
const unpricedNote =
  'Calls of a model without a price cost nothing here; they are counted apart, and UnpricedModel tells of them.';

/** What all agents together cost, against their budgets. */
export function spendFigures({ alerts, retention }: Settings): Panel[] {
  const { day, month } = alerts.budgets;
  const spent = (
    title: string,
    description: string,
    of: Recorded,
    budget: Pick<PanelText, 'limits' | 'alerts'> = {},
  ): Panel =>
    figure(
      { title, description, unit: 'currencyUSD', empty: 'Nothing was priced yet.', ...budget },
      ask(recorded(of), 'cost'),
    );
  const perDay =
    day === null
      ? 'No budget is set for it: `alerts.budgets.day` is one, and alerts.'
      : `The budget is $${day}; more is red.`;
  const perMonth =
    month === null
      ? 'No budget is set for it: `alerts.budgets.month` is one, and alerts.'
      : `The budget is $${month}; more is red.`;
  const figures = [
    spent(
      'What did the last hour cost?',
      'All agents of all environments together, to the cent, whatever is chosen above.',
      spend.hour,
    ),
    spent(
      'What did the last 24 hours cost?',
      `All agents of all environments together. ${perDay}`,
      spend.day,
      day === null ? {} : { limits: above(day), alerts: ['DailyBudgetSpent', 'DailyBudgetBurnsFast'] },
    ),
  ];
  // Prometheus forgets before a month is over.
  if ((durationSeconds(retention) ?? 0) < MONTH_S) return figures;
  return [
    ...figures,
    spent(
      'What did the last 30 days cost?',
      'All agents of all environments together; of a young stack, what it has seen.',
      spend.month,
      month === null ? {} : { alerts: ['MonthlyBudgetBurnsFast'] },
    ),
    spent(
      'What will 30 days have cost in a week?',
      `The last 23 days and a week like the last. ${perMonth}`,
      costForecast,
      month === null ? {} : { limits: above(month), alerts: ['MonthlyCostForecastOverBudget'] },
    ),
  ];
}

/** Each day against the same a week before. */
export function dayByDay({ alerts }: Settings): Panel {
  const { day } = alerts.budgets;
  const named = (name: string, of: Expr) => `label_replace(${of.promql}, "when", "${name}", "", "")`;
  const text = {
    title: 'Does a day cost more than a week ago?',
    description:
      'The 24 hours before each moment, and the same a week earlier, once there is one. All agents of all environments together.',
    unit: 'currencyUSD',
    empty: 'Nothing was priced yet.',
    sort: 'last',
  } as const;
  const both: Expr = {
    promql: `${named('last 24 hours', recorded(spend.day))} or ${named('a week before', promql`${recorded(spend.day)} offset 1w`)}`,
  };
  return lines(
    day === null ? text : { ...text, limits: above(day), alerts: ['DailyBudgetSpent'] },
    ask(both, '{{when}}'),
  );
}

/** Dollars an hour, by who takes the money. */
export const costByProvider: Panel = stacked(
  {
    title: 'Which provider gets the money?',
    description: `Dollars an hour at this pace, by provider. ${unpricedNote}`,
    unit: 'currencyUSD',
    empty: nothing,
    links: [
      {
        title: 'Its models',
        to: {
          dashboard: 'models-and-providers',
          choose: { provider: '${__field.labels.provider}' },
        },
      },
    ],
  },
  ask(promql`3600 * ${sumBy(['provider'], chosen(costs.model))}`, '{{provider}}'),
);

/**
 * What was spent where something was priced: of calls without a price there is no cost, which is not the same as a cost
 * of zero. Free models have one.
 */
export const priced = (cost: Expr, unpricedCalls: Expr): Expr =>
  promql`(${cost} > 0) or (${cost} unless ${unpricedCalls} > 0)`;

const byModel = ['provider', 'model'] as const;
/** Cost of models in the time that is looked at; absent where nothing was priced. */
export const modelCost: Expr = priced(
  sumBy(byModel, inTime(chosen(costs.model))),
  sumBy(byModel, chosen(model.unpriced)),
);

/** How many calls are missing in every sum of money. */
export const unpricedCalls: Panel = figure(
  {
    title: 'How many calls have no price?',
    description:
      'Within an hour. They are missing in every sum of money here, which is that much too low. docs/cost.md says how to add a price.',
    unit: 'short',
    empty: 'No model was called yet.',
    limits: above(0),
    alerts: ['UnpricedModel'],
  },
  ask(sumBy([], chosen(model.unpriced)), 'calls'),
);

/** Whether prices are still those of the providers. */
export const priceTableAge: Panel = figure(
  {
    title: 'How old are the prices?',
    description: 'Of the table that the hub prices by; an update of Observatory brings the next.',
    unit: 's',
    empty: 'The hub does not answer.',
    limits: above(PRICES_OLD_SECONDS),
    alerts: ['PriceTableOld'],
  },
  ask(maxBy([], series(fleetMetrics.priceTableAge)), 'age'),
  false,
);

/** Each model with what it took and what that cost. */
export const costOfModels: Panel = comparison(
  {
    title: 'What does each model cost?',
    description: `In the time that is looked at. A model whose calls have no price has no cost, and a number of unpriced calls instead (of the last hour).`,
    unit: 'short',
    empty: nothing,
    alerts: ['UnpricedModel'],
  },
  {
    Cost: ask(modelCost, ''),
    Calls: ask(sumBy(byModel, anyInTime(chosen(model.calls))), ''),
    'Input tokens': ask(sumBy(byModel, anyInTime(chosen(model.tokens, { type: 'input' }))), ''),
    'Output tokens': ask(sumBy(byModel, anyInTime(chosen(model.tokens, { type: 'output' }))), ''),
    'Unpriced calls': ask(promql`${sumBy(byModel, chosen(model.unpriced))} > 0`, ''),
  },
  {
    columns: {
      Cost: { unit: 'currencyUSD', empty: 'unpriced' },
      'Unpriced calls': { limits: above(0) },
      model: {
        links: [
          {
            title: 'How it does',
            to: { dashboard: 'models-and-providers', choose: { model: '${__value.raw}' } },
          },
        ],
      },
    },
  },
);

/** Who spends: agents or workflows, each with the runs that it did for it. */
export function costOfRunners(kind: 'agent' | 'workflow'): Panel {
  const rules = kind === 'agent' ? agent : workflow;
  const only: Link = {
    title: 'How it does',
    to: {
      dashboard: kind === 'agent' ? 'agent-performance' : 'workflow-analytics',
      choose: { [kind]: '${__value.raw}' },
    },
  };
  const by = [kind];
  const of = (rule: Recorded) => sumBy(by, anyInTime(chosen(rule)));
  return comparison(
    {
      title: `What does each ${kind} cost?`,
      description: `In the time that is looked at, by its own calls: those of agents within it count for them. A run is the mean of the last hour. ${unpricedNote}`,
      unit: 'short',
      empty: `No ${kind} called a model in this time.`,
      alerts: ['CostAnomaly', 'CostPerRunAnomaly'],
    },
    {
      Cost: ask(of(costs[kind]), ''),
      Runs: ask(of(rules.runs), ''),
      'Cost of a run': ask(meanOfRuns(kind, 'costPerRun'), ''),
      'Model calls': ask(of(rules.llmCalls), ''),
    },
    {
      columns: {
        Cost: { unit: 'currencyUSD' },
        'Cost of a run': { unit: 'currencyUSD' },
        [kind]: { links: [only] },
      },
    },
  );
}

/** The mean of a run, agent by agent. */
export const costOfRun: Panel = lines(
  {
    title: 'What does a run cost?',
    description:
      'Mean of the runs that ended in the last hour and whose cost is known, agents within them included. A rise without more runs is a longer prompt, more turns or a dearer model.',
    unit: 'currencyUSD',
    empty: 'No run with a known cost ended in this time.',
    alerts: ['CostPerRunAnomaly'],
    links: [
      {
        title: 'This agent',
        to: { dashboard: 'agent-performance', choose: { agent: '${__field.labels.agent}' } },
      },
    ],
  },
  ask(meanOfRuns('agent', 'costPerRun'), '{{agent}}'),
  ask(meanOfRuns('workflow', 'costPerRun'), '{{workflow}}'),
);

/** Whether the mean hides some that are dear. */
export const costDistribution: Panel = heat(
  {
    title: 'Are there a few dear runs, or are all alike?',
    description:
      'How many runs of agents ended at which cost, agents within them included. A second band above the first is a way through the agent that is dearer.',
    unit: 'currencyUSD',
    empty: 'No run with a known cost ended in this time.',
  },
  ask(
    sumBy(
      ['le'],
      increase(
        buckets(fleetMetrics.runCost, chosenBy(['deployment_environment_name', 'agent'])),
        '$__rate_interval',
      ),
    ),
    '{{le}}',
  ),
);
