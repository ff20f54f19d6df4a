import { fleetMetrics } from '@observatory/shim/conventions';
import {
  type Expr,
  promql,
  type Recorded,
  recorded,
  series,
  sumOver,
  type Window,
} from '../promql/expression.ts';
import { growthBy } from '../promql/growth.ts';

const runsWithin = (window: Window, time: string, expr: Expr): Recorded<never> => ({
  record: `fleet:runs:increase${window}`,
  by: [],
  unit: 'runs',
  meaning: `Executions that ended within ${time}.`,
  expr,
});
const fiveMinutes = runsWithin('5m', 'five minutes', growthBy([], [series(fleetMetrics.runs)]));
const hour = runsWithin('1h', 'an hour', sumOver(recorded(fiveMinutes), '1h:5m' as Window));
const day = runsWithin('1d', 'a day', sumOver(recorded(fiveMinutes), '1d:5m' as Window));

/** The middle one of the last three weeks, as many as there are: one week with an outage changes nothing. */
function middleOfWeeks(rule: Recorded<never>, ahead: number, ago: number): Expr {
  const weeks = [1, 2, 3].map((week) => {
    const past = promql`${recorded(rule)} offset ${`${week * 168 - ahead + ago}h` as Window}`;
    return `label_replace(${past.promql}, "week", "${week}", "", "")`;
  });
  return { promql: `quantile without (week) (0.5, ${weeks.join(' or ')})` };
}

/** Runs of the hour that ends in `ahead` hours, as one could say `ago` hours ago. */
export function loadForecast(ahead: number, ago = 0): Expr {
  const now = promql`${recorded(day)} offset ${`${ago}h` as Window}`;
  // How busy the last day was against the same day of other weeks: growth, or a holiday.
  const level = promql`clamp(${now} / (${middleOfWeeks(day, 0, ago)} > 0), 0.5, 2)`;
  return promql`${middleOfWeeks(hour, ahead, ago)} * ${level}`;
}

/** 2.4 times the mean error of the last seven days' forecasts, which nine in ten stay within. */
export function loadMargin(ahead: number): Expr {
  return promql`2.4 * avg_over_time(abs(${recorded(hour)} - (${loadForecast(ahead, ahead)}))[7d:1h])`;
}

const forecast = (
  ahead: number,
  part: '' | '_low' | '_high',
  meaning: string,
  expr: Expr,
): Recorded<never> => ({
  record: `fleet:runs:forecast${ahead}h${part}`,
  by: [],
  unit: 'runs an hour',
  meaning,
  expr,
});

/** `fleet:runs:…`: executions an hour, and where they are going. */
export function loadRecords(): { readonly counts: Recorded<never>[]; readonly forecasts: Recorded<never>[] } {
  const forecasts = [1, 24].flatMap((ahead) => {
    const middle = forecast(
      ahead,
      '',
      `Executions of the hour that ends in ${ahead} h.`,
      loadForecast(ahead),
    );
    const margin = loadMargin(ahead);
    return [
      middle,
      forecast(
        ahead,
        '_low',
        `Fewest of them, nine times in ten.`,
        promql`clamp_min(${recorded(middle)} - ${margin}, 0)`,
      ),
      forecast(ahead, '_high', `Most of them, nine times in ten.`, promql`${recorded(middle)} + ${margin}`),
    ];
  });
  return { counts: [fiveMinutes, hour, day], forecasts };
}
