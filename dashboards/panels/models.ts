import { fleetMetrics } from '@observatory/shim/conventions';
import { modelFailures, REFUSED_SHARE, withUndated } from '../../alerts/agents/models.ts';
import { past } from '../../alerts/agents/past.ts';
import { SLOW_TIMES } from '../../alerts/agents/slow.ts';
import {
  averageOver,
  type Expr,
  increase,
  maxBy,
  promql,
  type Recorded,
  rate,
  ratio,
  series,
  sumBy,
  total,
} from '../../alerts/promql/expression.ts';
import { model } from '../../alerts/recorded/models.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { chosen, chosenBy } from '../parts/chosen.ts';
import { above } from '../parts/limits.ts';
import { comparison, figure, type Link, lines, type Panel, stacked } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';
import { modelCost } from './cost.ts';
import { anyInTime, inTime } from './in-time.ts';

const by = ['provider', 'model'] as const;
const legend = '{{provider}} {{model}}';
const nothing = 'No model was called in this time.';
const slowest = 'Of several environments, the slowest.';

const only = (name: string): Link => ({
  title: 'Only this model',
  to: { dashboard: 'models-and-providers', choose: { model: name } },
});
const onlyLine = only('${__field.labels.model}');
const onlyCell = { model: { links: [only('${__value.raw}')] } } as const;

/** Of series that are not recorded. */
const whole = chosenBy(['deployment_environment_name', 'provider', 'model'] as const);

const slowestOf = (rule: Recorded): Expr => maxBy(by, chosen(rule));

/** Four figures of what is chosen. */
export const modelFigures: readonly Panel[] = [
  figure(
    {
      title: 'How many calls ended?',
      description: 'In the time that is looked at, failed ones included.',
      unit: 'short',
      empty: nothing,
    },
    ask(sumBy([], anyInTime(chosen(model.calls))), 'calls'),
    false,
  ),
  figure(
    {
      title: 'Which share of them failed?',
      description:
        'Of the calls in the time that is looked at, refused and cancelled ones included. Below, they are apart.',
      unit: 'percentunit',
      empty: nothing,
    },
    ask(ratio(sumBy([], inTime(chosen(model.errors))), sumBy([], inTime(chosen(model.calls)))), 'failed'),
    false,
  ),
  figure(
    {
      title: 'What did they cost?',
      description: 'In the time that is looked at. Models without a price are not in it.',
      unit: 'currencyUSD',
      empty: 'No call has a price.',
    },
    ask(sumBy([], modelCost), 'cost'),
    false,
  ),
  figure(
    {
      title: 'How many models answer?',
      description: 'Different names that providers answered with, in the time that is looked at.',
      unit: 'short',
      empty: nothing,
    },
    ask(promql`count(${sumBy(by, anyInTime(chosen(model.calls)))})`, 'models'),
    false,
  ),
];

/** How often each is asked. */
export const modelCalls: Panel = stacked(
  {
    title: 'How often is each model called?',
    description: 'Calls a second that ended, failed ones included. A click chooses a model.',
    unit: 'cps',
    empty: nothing,
    alerts: ['ModelCallsAnomaly'],
    links: [onlyLine],
  },
  ask(sumBy(by, chosen(model.calls)), legend),
);

/** What they fail of. */
export const modelErrors: Panel = stacked(
  {
    title: 'Which errors do calls end with?',
    description:
      'Calls a second that failed, by type of error: 429 and 529 are a limit or overload of the provider, a timeout may be either side.',
    unit: 'cps',
    empty: 'No call of a model failed in this time.',
    alerts: ['ModelErrorsAnomaly'],
    links: [onlyLine],
  },
  ask(sumBy(['model', 'error_type'], chosen(model.errors)), '{{model}} {{error_type}}'),
);

/** Failures that are no refusals, against the share that the alert tells from. */
export const failedShare = ({ hub }: Settings): Panel =>
  lines(
    {
      title: 'Which share of the calls fails?',
      description:
        'Of five minutes, by model without the date of its version; refused calls and those that somebody gave up are not in it. Above the line ModelFailing tells.',
      unit: 'percentunit',
      empty: nothing,
      limits: above(hub.errorRateThreshold),
      alerts: ['ModelFailing'],
    },
    ask(maxBy(by, chosen(modelFailures.failedShare as Recorded)), legend),
  );

/** Rate limits and overload. */
export const refusedShare: Panel = lines(
  {
    title: 'Which share do providers refuse?',
    description:
      'Of five minutes, by model without the date of its version: 429 (too many), 503 and 529 (overloaded). Ask for a higher limit, or spread the calls.',
    unit: 'percentunit',
    empty: nothing,
    limits: above(REFUSED_SHARE),
    alerts: ['ModelRateLimited'],
  },
  ask(maxBy(by, chosen(modelFailures.refusedShare as Recorded)), legend),
);

/** How long answers take, for most and for the slow ones. */
export const modelDurations: Panel = lines(
  {
    title: 'How long does an answer take?',
    description: `Median and 95th percentile of the calls that ended well within five minutes. ${slowest}`,
    unit: 's',
    empty: 'No call of a model ended well in this time.',
    alerts: ['ModelSlow', 'ModelDurationAnomaly'],
    links: [onlyLine],
  },
  ask(slowestOf(model.duration95), '{{model}} 95th percentile'),
  ask(slowestOf(model.durationMedian), '{{model}} median'),
);

/** Against its own past. */
export const slowerThanUsual: Panel = lines(
  {
    title: 'Is a model slower than usual?',
    description:
      'Median of five minutes, in times of the median of the day before. Above the line ModelSlow tells, where it is a second or more.',
    unit: 'short',
    empty: 'Nothing is known of the day before: there are no two hours of it yet.',
    limits: above(SLOW_TIMES),
    alerts: ['ModelSlow'],
    links: [onlyLine],
  },
  ask(maxBy(by, promql`${chosen(model.durationMedian)} / ${chosen(past.model.duration)}`), legend),
);

/** How long people wait before something moves. */
export const firstToken: Panel = lines(
  {
    title: 'How long until the first token?',
    description: `95th percentile of streamed answers within five minutes, where the sender tells it. ${slowest}`,
    unit: 's',
    empty: 'No answer was streamed, or no sender tells when its first token came.',
    alerts: ['FirstTokenBudgetBurnsFast', 'FirstTokenBudgetBurnsSlow'],
    links: [onlyLine],
  },
  ask(slowestOf(model.firstToken95), legend),
);

/** How fast they write. */
export const outputSpeed: Panel = lines(
  {
    title: 'How many tokens a second does an answer bring?',
    description: 'Output tokens, reasoning included, for each second that calls of the model took.',
    unit: 'short',
    empty: 'No call of a model ended well in this time.',
    links: [onlyLine],
  },
  ask(
    ratio(
      sumBy(by, rate(series(fleetMetrics.tokens, { ...whole, type: 'output' }), '$__rate_interval')),
      sumBy(by, rate(total(fleetMetrics.llmDuration, whole), '$__rate_interval')),
    ),
    legend,
  ),
);

const calls = sumBy(by, anyInTime(chosen(model.calls)));
const tokens = sumBy(by, inTime(promql`${chosen(model.tokens, { type: 'input' })}`));
const outputTokens = sumBy(by, inTime(promql`${chosen(model.tokens, { type: 'output' })}`));

/** All models side by side. */
export const modelsCompared: Panel = comparison(
  {
    title: 'How do models compare?',
    description:
      'In the time that is looked at; durations are means of what five minutes have. A click chooses a model.',
    unit: 'short',
    empty: nothing,
    alerts: ['ModelFailing', 'ModelSlow'],
  },
  {
    Calls: ask(calls, ''),
    Failed: ask(ratio(sumBy(by, inTime(chosen(model.errors))), sumBy(by, inTime(chosen(model.calls)))), ''),
    '95th percentile': ask(maxBy(by, averageOver(chosen(model.duration95), '$__range')), ''),
    'First token': ask(maxBy(by, averageOver(chosen(model.firstToken95), '$__range')), ''),
    Tokens: ask(promql`${tokens} + ${outputTokens} > 0`, ''),
    Cost: ask(modelCost, ''),
    'Cost of 1000 tokens': ask(promql`1000 * (${modelCost}) / (${tokens} + ${outputTokens} > 0)`, ''),
  },
  {
    columns: {
      ...onlyCell,
      Failed: { unit: 'percentunit' },
      '95th percentile': { unit: 's' },
      'First token': { unit: 's' },
      Cost: { unit: 'currencyUSD', empty: 'unpriced' },
      'Cost of 1000 tokens': { unit: 'currencyUSD' },
    },
  },
);

/** Who calls whom. */
export const agentsOfModels: Panel = comparison(
  {
    title: 'Which agents use which model?',
    description:
      'Calls in the time that is looked at, and their input and output tokens. A row without an agent is of a workflow, or of no run.',
    unit: 'short',
    empty: nothing,
  },
  {
    Calls: ask(ofCallers(series(fleetMetrics.llmCalls, whole)), ''),
    'Input tokens': ask(ofCallers(series(fleetMetrics.tokens, { ...whole, type: 'input' })), ''),
    'Output tokens': ask(ofCallers(series(fleetMetrics.tokens, { ...whole, type: 'output' })), ''),
  },
  {
    columns: {
      ...onlyCell,
      agent: {
        links: [
          {
            title: 'How it does',
            to: { dashboard: 'agent-performance', choose: { agent: '${__value.raw}' } },
          },
        ],
      },
    },
  },
);

function ofCallers(of: Expr): Expr {
  return promql`${sumBy(['agent', 'workflow', 'provider', 'model'], increase(of, '$__range'))} > 0`;
}

const versions = ['provider', 'undated', 'model'] as const;
const dated = (rule: Recorded): Expr => withUndated(sumBy(by, inTime(chosen(rule))));

/** What a name without a date stands for now. */
export const modelVersions: Panel = comparison(
  {
    title: 'Which versions of a model answer?',
    description:
      'Calls in the time that is looked at. `undated` is the name without a date; `model` is the version that answered, or the name that was asked for where nothing did. A version that is new here changed without a deployment of yours.',
    unit: 'short',
    empty: nothing,
  },
  {
    Calls: ask(promql`${sumBy(versions, dated(model.calls))} > 0`, ''),
    Failed: ask(ratio(sumBy(versions, dated(model.errors)), sumBy(versions, dated(model.calls))), ''),
  },
  { columns: { ...onlyCell, Failed: { unit: 'percentunit' } } },
);
