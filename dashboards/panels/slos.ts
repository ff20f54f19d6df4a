import { ENVIRONMENT } from '../../alerts/promql/environment.ts';
import {
  type Expr,
  promql,
  type Recorded,
  ratio,
  recorded,
  sumOver,
  type Window,
} from '../../alerts/promql/expression.ts';
import { burnPairs } from '../../alerts/slos/burn.ts';
import { sloRecords } from '../../alerts/slos/records.ts';
import type { Slo } from '../../alerts/slos/slo.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { durationSeconds } from '../../infra/settings/units.ts';
import { chosenBy } from '../parts/chosen.ts';
import { above } from '../parts/limits.ts';
import { comparison, figure, lines, type Panel } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';

const perSubject = chosenBy(['slo', ENVIRONMENT] as const);
const noEvent = 'Nothing has happened yet that an objective counts.';

/** Each panel about objectives. `first` stands for all: its records have the names that all have. */
export function sloPanels(all: readonly Slo[], first: Slo, { alerts }: Settings) {
  const window = alerts.sloWindow;
  const windowS = durationSeconds(window) ?? 0;
  const { ratios, burnRate, remaining, events, objective, info } = sloRecords(first, window);
  const of = (rule: Recorded): Expr => recorded(rule, perSubject);
  const goal = recorded(objective, chosenBy(['slo']));
  const burnSix = promql`${of(ratios['6h'])} / on (slo) group_left () (1 - ${goal})`;
  const labels = [...new Set(all.flatMap(({ by }) => by))];
  const legend = ['slo', ...labels].map((label) => `{{${label}}}`).join(' ');
  const { fast, slow } = burnPairs(window);
  const [hour, sixHours] = [fast[0]?.factor ?? 0, fast[1]?.factor ?? 0];
  const fastAlerts = all.map(({ alert }) => `${alert}BudgetBurnsFast`);
  const gone = (factor: number) => `${Math.round(windowS / 3600 / factor)} hours`;
  const burnText = `How many times as fast as it may a budget is being spent. At 1 it lasts just for its window of ${window}`;

  return {
    met: (): Panel =>
      figure(
        {
          title: 'Which share of the budgets is not overspent?',
          description: `Budgets of the last ${window} with something left, of all, each agent, tool and model with its own.`,
          unit: 'percentunit',
          empty: noEvent,
        },
        ask(ratio(promql`count(${of(remaining)} >= 0)`, promql`count(${of(remaining)})`), 'within budget'),
      ),
    leastLeft: (): Panel =>
      figure(
        {
          title: 'How much of the most spent budget is left?',
          description: `Of the error budgets of the last ${window}; below zero it is overspent. Until then, changes may go on; after that, what fails comes first.`,
          unit: 'percentunit',
          empty: noEvent,
          links: [{ title: 'Which it is', to: { dashboard: 'slos', choose: {} } }],
        },
        ask(promql`min(${of(remaining)})`, 'left'),
      ),
    fastestBurn: (): Panel =>
      figure(
        {
          title: 'How fast does the fastest budget burn?',
          description: `${burnText}; from ${hour} on, within an hour, somebody is woken: all would be gone in ${gone(hour)}.`,
          unit: 'none',
          empty: noEvent,
          limits: above(hour),
          alerts: fastAlerts,
        },
        ask(promql`max(${of(burnRate)})`, 'times'),
      ),
    burnHour: (): Panel =>
      lines(
        {
          title: 'How fast did budgets burn within an hour?',
          description: `${burnText}. At ${hour} it is gone in ${gone(hour)}: somebody is told at once, if it goes on.`,
          unit: 'none',
          empty: noEvent,
          limits: above(hour),
          alerts: fastAlerts,
        },
        ask(of(burnRate), legend),
      ),
    burnSixHours: (): Panel =>
      lines(
        {
          title: 'How fast did budgets burn within six hours?',
          description: `${burnText}. At ${sixHours} it is gone in ${gone(sixHours)}: somebody is told at once, if it goes on. Slower burns, from ${slow.map(({ factor }) => factor).join(' and ')} on over days, are for the next working day.`,
          unit: 'none',
          empty: noEvent,
          limits: above(sixHours),
          alerts: fastAlerts,
        },
        ask(burnSix, legend),
      ),
    left: (): Panel =>
      lines(
        {
          title: 'How much of each budget is left?',
          description: `Of the error budget of the last ${window}, by objective and subject: 1 is untouched, 0 is spent. It falls while more fails than may, and comes back as old failures leave the window.`,
          unit: 'percentunit',
          empty: noEvent,
        },
        ask(of(remaining), legend),
      ),
    good: (): Panel =>
      lines(
        {
          title: 'Which share went well within an hour?',
          description:
            'Of the events of each objective; nothing where there was none. The table has what it should be.',
          unit: 'percentunit',
          empty: noEvent,
        },
        ask(promql`1 - ${of(ratios['1h'])}`, legend),
      ),
    events: (): Panel =>
      lines(
        {
          title: 'How much does each objective count?',
          description:
            'Events within five minutes. Where few are counted, one failure is a great share of them: alerts wait for a few.',
          unit: 'short',
          empty: noEvent,
        },
        ask(of(events), legend),
      ),
    table: (): Panel =>
      comparison(
        {
          title: 'How does each objective stand?',
          description: `A row for each objective and subject, the least left first. Budgets are of the last ${window}. Lasts: as long as what is left would at the pace of six hours; nothing there means that nothing burns.`,
          unit: 'percentunit',
          empty: noEvent,
          alerts: fastAlerts,
        },
        {
          Left: ask(of(remaining), ''),
          Objective: ask(promql`0 * ${of(remaining)} + on (slo) group_left () ${goal}`, ''),
          Good: ask(promql`1 - ${of(ratios[window])}`, ''),
          'Good within an hour': ask(promql`1 - ${of(ratios['1h'])}`, ''),
          'Burns (1 h)': ask(of(burnRate), ''),
          'Burns (6 h)': ask(burnSix, ''),
          Lasts: ask(promql`${windowS} * clamp_min(${of(remaining)}, 0) / (${burnSix} > 0)`, ''),
          Events: ask(sumOver(of(events), '$__range:5m' as Window), ''),
        },
        {
          columns: {
            'Burns (1 h)': { unit: 'none', limits: above(hour) },
            'Burns (6 h)': { unit: 'none', limits: above(sixHours) },
            Lasts: { unit: 's' },
            Events: { unit: 'short' },
            slo: {
              links: [
                {
                  title: 'Only this objective',
                  to: { dashboard: 'slos', choose: { slo: '${__data.fields.slo}' } },
                },
              ],
            },
            agent: {
              links: [
                {
                  title: 'This agent',
                  to: { dashboard: 'agent-performance', choose: { agent: '${__data.fields.agent}' } },
                },
              ],
            },
          },
          smallestFirst: 'Left',
        },
      ),
    meanings: (): Panel =>
      comparison(
        {
          title: 'What does each objective say?',
          description: 'What counts as good, and over which window. alerts/slos has them as code.',
          unit: 'percentunit',
          empty: 'No objective is recorded yet; they are, a few minutes after the start.',
        },
        {
          Objective: ask(promql`${recorded(info, chosenBy(['slo']))} * on (slo) group_left () ${goal}`, ''),
        },
      ),
  } as const;
}
