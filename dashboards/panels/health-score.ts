import { fleetMetrics } from '@observatory/shim/conventions';
import { observations, promql, rate, series, sumBy, total } from '../../alerts/promql/expression.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { durationSeconds } from '../../infra/settings/units.ts';
import { chosenBy } from '../parts/chosen.ts';
import { type Panel, stacked } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';

const WINDOW = '$__rate_interval';
const chosenRuns = chosenBy(['deployment_environment_name']);

/** The parts of the score that the hub gives the fleet (VX4), over time; what nothing ended has all its points. */
export function healthScore({ hub }: Settings): Panel {
  const target = durationSeconds(hub.responseTimeThreshold) ?? 0;
  const ended = sumBy([], rate(series(fleetMetrics.runs, chosenRuns), WINDOW));
  const share = (status: string) =>
    promql`(${sumBy([], rate(series(fleetMetrics.runs, { ...chosenRuns, status }), WINDOW))} / (${ended} > 0))`;
  // Of a hub that has counters; one that is away has no points, rather than all.
  const all = (points: number) => promql`${points} + 0 * ${ended}`;
  const mean = promql`(${sumBy([], rate(total(fleetMetrics.runDuration, chosenRuns), WINDOW))} / (${sumBy([], rate(observations(fleetMetrics.runDuration, chosenRuns), WINDOW))} > 0))`;
  return stacked(
    {
      title: 'How healthy are the runs of agents, of 100 points?',
      description: `The score of the hub's health page at each moment: 40 points for runs that succeed, 30 for few that fail (none left at ${Math.round(200 * hub.errorRateThreshold)} %), 30 for runs that take at most ${target} s on average (none left at twice that). The part that shrinks is what to look at.`,
      unit: 'none',
      empty: 'No hub has told of runs in this time.',
      links: [{ title: 'Which agents', to: { dashboard: 'agent-performance', choose: {} } }],
    },
    ask(promql`40 * ${share('success')} or ${all(40)}`, 'success'),
    ask(
      promql`30 * (1 - clamp_max(${share('failed')} / ${2 * hub.errorRateThreshold}, 1)) or ${all(30)}`,
      'errors',
    ),
    ask(promql`30 * (1 - clamp(${mean} / ${target} - 1, 0, 1)) or ${all(30)}`, 'duration'),
  );
}
