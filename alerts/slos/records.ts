import { type Expr, promql, type Recorded, recorded, sumOver, type Window } from '../promql/expression.ts';
import { growthBy } from '../promql/growth.ts';
import { type Period, rounded } from './burn.ts';
import type { Slo } from './slo.ts';

/** Windows whose ratio is recorded each minute, and those that move too slowly for that. */
export const QUICK = ['30m', '1h', '2h', '6h'] as const satisfies readonly Window[];
const SLOW = ['1d', '3d'] as const satisfies readonly Window[];

/** What is recorded of one SLO. */
export function sloRecords(slo: Slo, period: Period) {
  const by = ['slo', ...slo.by];
  const labels = { slo: slo.name };
  const budget = rounded(1 - slo.objective);
  const sum = slo.by.length === 0 ? 'sum' : `sum by (${slo.by.join(', ')}) `;
  const own = (of: Expr): Expr => ({ promql: `${sum}(${of.promql})` });

  const events: Recorded = {
    record: 'slo:events:increase5m',
    by,
    labels,
    unit: 'events',
    meaning: 'Events of an SLO within five minutes.',
    expr: growthBy(slo.by, slo.events),
  };
  const eventsOf = recorded(events, labels);
  const none = own(promql`0 * ${eventsOf}`);
  const errors: Recorded = {
    record: 'slo:errors:increase5m',
    by,
    labels,
    unit: 'events',
    meaning: 'Bad events of an SLO within five minutes.',
    expr:
      'bad' in slo
        ? promql`${growthBy(slo.by, slo.bad)} or ${none}`
        : promql`clamp_min(${own(eventsOf)} - (${growthBy(slo.by, slo.good)} or ${none}), 0)`,
  };
  const errorsOf = recorded(errors, labels);

  const ratioOver = (window: Window): Recorded => ({
    record: `slo:error_ratio:rate${window}`,
    by,
    labels,
    unit: 'share, 0 to 1',
    meaning: `Share of an SLO's events that were bad within ${window}; absent while there is none.`,
    expr:
      window === '5m'
        ? promql`${errorsOf} / (${eventsOf} > 0)`
        : promql`${sumOver(errorsOf, steps(window))} / (${sumOver(eventsOf, steps(window))} > 0)`,
  });
  const ratios = Object.fromEntries(
    (['5m', ...QUICK, ...SLOW, period] as const).map((window) => [window, ratioOver(window)]),
  ) as Readonly<Record<'5m' | (typeof QUICK)[number] | (typeof SLOW)[number] | Period, Recorded>>;

  const burnRate: Recorded = {
    record: 'slo:burn_rate:rate1h',
    by,
    labels,
    unit: 'times',
    meaning: 'How many times as fast as it may an SLO spent its error budget within the last hour.',
    expr: promql`${recorded(ratios['1h'], labels)} / ${budget}`,
  };
  const remaining: Recorded = {
    record: 'slo:error_budget:remaining_ratio',
    by,
    labels,
    unit: 'share, 1 to below 0',
    meaning: "What is left of an SLO's error budget of the window; below 0 it is overspent.",
    expr: promql`1 - ${recorded(ratios[period], labels)} / ${budget}`,
  };
  const objective: Recorded = {
    record: 'slo:objective:ratio',
    by: ['slo'],
    labels,
    unit: 'share, 0 to 1',
    meaning: "Share of an SLO's events that must be good.",
    expr: promql`vector(${slo.objective})`,
  };
  const info: Recorded = {
    record: 'slo:info',
    by: ['slo', 'meaning', 'window'],
    labels: { ...labels, meaning: slo.meaning, window: period },
    unit: '',
    meaning: 'What an SLO says, and its window, in labels; always 1.',
    expr: promql`vector(1)`,
  };
  return { events, errors, ratios, burnRate, remaining, objective, info };
}

/** Of the sums of five minutes, one a minute for short windows; days need no more than one each five minutes. */
function steps(window: Window): Window {
  return `${window}:${window.endsWith('d') ? '5m' : '1m'}` as Window;
}
