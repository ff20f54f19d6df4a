import { fleetMetrics } from '@observatory/shim/conventions';
import { diskRecords } from '../../alerts/forecasts/disks.ts';
import { loadRecords } from '../../alerts/forecasts/load.ts';
import { ENVIRONMENT } from '../../alerts/promql/environment.ts';
import {
  increase,
  not,
  observations,
  oneOf,
  promql,
  rate,
  ratio,
  recorded,
  series,
  sumBy,
  total,
  type Window,
} from '../../alerts/promql/expression.ts';
import { serverMetrics } from '../../alerts/promql/server-metrics.ts';
import { agent } from '../../alerts/recorded/agents.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { durationSeconds } from '../../infra/settings/units.ts';
import { chosen, chosenBy } from '../parts/chosen.ts';
import { above } from '../parts/limits.ts';
import { comparison, figure, type Link, lines, type Panel, stacked } from '../parts/panel.ts';
import { ask, askRows } from '../parts/question.ts';
import { executionsInTime } from './hub-rows.ts';

const WINDOW: Window = '$__rate_interval';
const RANGE: Window = '$__range';
const raw = { ...chosenBy([ENVIRONMENT, 'agent'] as const), workflow: '' } as const;
const MONTH_S = 30 * 86_400;
const noRun = 'No run of an agent ended in this time.';
const agents: Link = { title: 'Which agents', to: { dashboard: 'agent-performance', choose: {} } };
const thisAgent = (name: string): Link => ({
  title: 'This agent',
  to: { dashboard: 'agent-performance', choose: { agent: name } },
});

/** The figures of the whole fleet that the console's page of analytics has too (EN4). */
export function fleetFigures({ hub }: Settings) {
  const slow = durationSeconds(hub.responseTimeThreshold) ?? 0;
  return {
    activeAgents: figure(
      {
        title: 'How many agents are active?',
        description: 'Agents with a run that ended within the last hour, of those chosen.',
        unit: 'short',
        empty: 'No run of an agent ended within an hour.',
        links: [agents],
      },
      ask(promql`count(${sumBy(['agent'], chosen(agent.runsPerHour))} > 0)`, 'agents'),
    ),
    errorRate: figure(
      {
        title: 'Which share of the runs fails?',
        description:
          'Of the runs of chosen agents that ended within an hour. Red from where on AgentFailing tells; Error tracking says why.',
        unit: 'percentunit',
        empty: 'No run of an agent ended within an hour.',
        limits: above(hub.errorRateThreshold),
        alerts: ['AgentFailing'],
        links: [{ title: 'What fails', to: { dashboard: 'error-tracking', choose: {} } }],
      },
      ask(
        ratio(
          sumBy([], chosen(agent.runsPerHour, { status: 'failed' })),
          sumBy([], chosen(agent.runsPerHour)),
        ),
        'failed',
      ),
    ),
    meanResponse: figure(
      {
        title: 'How long does a run take on average?',
        description: `Runs of chosen agents that ended lately. SlowResponse tells of each agent that takes longer than ${slow} s.`,
        unit: 's',
        empty: 'No run of an agent ended lately.',
        limits: above(slow),
        alerts: ['SlowResponse'],
        links: [agents],
      },
      ask(
        ratio(
          sumBy([], rate(total(fleetMetrics.runDuration, raw), WINDOW)),
          sumBy([], rate(observations(fleetMetrics.runDuration, raw), WINDOW)),
        ),
        'mean',
      ),
    ),
    running: figure(
      {
        title: 'How many runs are under way?',
        description:
          'Runs of chosen agents that have not ended. The list of agents says whether one is stuck.',
        unit: 'short',
        empty: 'Nothing runs.',
        links: [agents],
      },
      ask(sumBy([], chosen(agent.active)), 'running'),
    ),
    events: figure(
      {
        title: 'How many events were there?',
        description: 'Events of agents that the hub stored in the time looked at, of all environments.',
        unit: 'short',
        empty: 'No event came in this time.',
      },
      ask(promql`sum(${increase(series(fleetMetrics.events), RANGE)})`, 'events'),
      false,
    ),
    sessions: figure(
      {
        title: 'How many sessions were active?',
        description: 'Sessions in which something began to run in the time looked at.',
        unit: 'short',
        empty: 'No run names a session.',
        links: [{ title: 'Which sessions', to: { dashboard: 'sessions-and-users', choose: {} } }],
      },
      askRows(`SELECT count(DISTINCT session_id) AS "Sessions" FROM executions WHERE ${executionsInTime}`),
    ),
  } as const satisfies Readonly<Record<string, Panel>>;
}

/** Events a minute by severity, with the limit of EN1. */
export const eventVolume = ({ alerts }: Settings): Panel =>
  stacked(
    {
      title: 'How much happens, and how bad is it?',
      description: `Events of agents a minute, by severity. HighEventRate notes more than ${alerts.thresholds.events} a minute; more errors without more events are worse.`,
      unit: 'short',
      empty: 'No event came in this time.',
      alerts: ['HighEventRate'],
      links: [{ title: 'What fails', to: { dashboard: 'error-tracking', choose: {} } }],
    },
    ask(promql`60 * ${sumBy(['severity'], rate(series(fleetMetrics.events), WINDOW))}`, '{{severity}}'),
  );

/** Each agent with its state: a row each, the worst first. */
export function agentTable({ hub, alerts }: Settings): Panel {
  const by = ['agent'] as const;
  const perHour = sumBy(by, chosen(agent.runsPerHour));
  const firing = series(serverMetrics.alerts, {
    alertstate: 'firing',
    severity: oneOf('critical', 'warning'),
    ...chosenBy([ENVIRONMENT] as const),
  });
  return comparison(
    {
      title: 'How is each agent?',
      description:
        'Chosen agents that have runs, those with most alerts first: alerts that fire, runs and failures within an hour, how long nineteen of twenty take, what runs now and for how long it has been silent, cost within an hour. A click leads to the agent.',
      unit: 'short',
      empty: noRun,
      alerts: ['AgentFailing', 'RunStuck', 'SlowAgentExecution'],
    },
    {
      Alerts: ask(promql`count by (agent) (${firing} and on (agent) ${perHour}) or 0 * ${perHour}`, ''),
      Runs: ask(perHour, ''),
      Failed: ask(ratio(sumBy(by, chosen(agent.runsPerHour, { status: 'failed' })), perHour), ''),
      '95th percentile': ask(promql`max by (agent) (${chosen(agent.duration95)})`, ''),
      'Running now': ask(sumBy(by, chosen(agent.active)), ''),
      'Silent for': ask(promql`max by (agent) (${chosen(agent.silence)})`, ''),
      Cost: ask(sumBy(by, chosen(agent.cost)), ''),
    },
    {
      columns: {
        agent: { links: [thisAgent('${__value.raw}')] },
        Failed: { unit: 'percentunit', limits: above(hub.errorRateThreshold) },
        '95th percentile': {
          unit: 's',
          limits: above(durationSeconds(alerts.thresholds.slowExecution) ?? 0),
        },
        'Silent for': { unit: 's', limits: above(durationSeconds(alerts.thresholds.stuck) ?? 0) },
        Cost: { unit: 'currencyUSD' },
      },
      sortBy: 'Alerts',
    },
  );
}

/** Where the load is going; null where Prometheus forgets before there are weeks to compare. */
export function loadAhead({ retention }: Settings): Panel | null {
  if ((durationSeconds(retention) ?? 0) < MONTH_S) return null;
  const { counts, forecasts } = loadRecords();
  const [, hour] = counts;
  const named = (rule: (typeof forecasts)[number] | undefined, name: string) =>
    rule === undefined ? [] : [ask(recorded(rule), name)];
  const of = (record: string) => forecasts.find((rule) => rule.record === `fleet:runs:${record}`);
  return lines(
    {
      title: 'How much work comes in the next hour?',
      description:
        'Runs within an hour, and for each moment what is expected of the hour after it, with the range that nine in ten stay within: from the same hour of the last three weeks and how busy the last day was. There is no forecast in the first week.',
      unit: 'short',
      empty: 'No run ended yet.',
    },
    ...named(hour, 'runs within an hour'),
    ...named(of('forecast1h'), 'expected in an hour'),
    ...named(of('forecast1h_high'), 'most, nine times in ten'),
    ...named(of('forecast1h_low'), 'fewest, nine times in ten'),
  );
}

/** Which disks fill up. */
export const disksAhead = (): Panel =>
  comparison(
    {
      title: 'Which disk is full next?',
      description:
        'Days until a disk of a host is full, if it goes on as in the last day; the ten soonest. A disk to which nothing is added is not here. DiskFillsUp tells in time.',
      unit: 'short',
      empty: 'No disk fills up, as far as the last day goes.',
      alerts: ['DiskFillsUp'],
    },
    { 'Full in days': ask(promql`bottomk(10, ${recorded(diskRecords[0], { mountpoint: not('') })})`, '') },
    { smallestFirst: 'Full in days' },
  );
