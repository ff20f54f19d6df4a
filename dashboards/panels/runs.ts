import { fleetMetrics } from '@observatory/shim/conventions';
import {
  averageBy,
  buckets,
  type Expr,
  increase,
  maxBy,
  observations,
  observedQuantileBy,
  promql,
  type Recorded,
  ratio,
  recorded,
  sumBy,
  total,
} from '../../alerts/promql/expression.ts';
import { agent } from '../../alerts/recorded/agents.ts';
import { workflow } from '../../alerts/recorded/workflows.ts';
import type { DashboardUid } from '../../alerts/rules/links.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { durationSeconds } from '../../infra/settings/units.ts';
import { chosen, chosenBy } from '../parts/chosen.ts';
import { above } from '../parts/limits.ts';
import { comparison, figure, heat, type Link, lines, type Panel, stacked } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';

/** Runs of agents and of workflows are asked the same. */
export type RunKind = 'agent' | 'workflow';
type RunRules = Readonly<Record<keyof typeof agent, Recorded>>;

/** What holds of one kind of runs: its rules, words, alerts, and where a click leads. */
function of(kind: RunKind) {
  const rules: RunRules = kind === 'agent' ? agent : workflow;
  const other = kind === 'agent' ? 'workflow' : 'agent';
  const dashboard: DashboardUid = kind === 'agent' ? 'agent-performance' : 'workflow-analytics';
  const only = (name: string): Link => ({
    title: `Only this ${kind}`,
    to: { dashboard, choose: { [kind]: name } },
  });
  return {
    rules,
    failing: kind === 'agent' ? 'AgentFailing' : 'WorkflowFailing',
    slow: kind === 'agent' ? 'AgentSlow' : 'WorkflowSlow',
    legend: `{{${kind}}}`,
    /** What each stands apart by. */
    by: rules.active.by,
    /** Of raw series: those chosen, and not those of the other kind, whose name is empty there. */
    raw: { ...chosenBy(['deployment_environment_name', kind] as const), [other]: '' },
    only,
    onlyLine: only(`\${__field.labels.${kind}}`),
    nothing: `No run of ${kind === 'agent' ? 'an agent' : 'a workflow'} ended in this time.`,
  } as const;
}

/** Each panel about runs of a kind, by what it is for. */
export function runPanels(kind: RunKind, { hub, alerts }: Settings) {
  const { rules, by, raw, legend, failing, slow, only, onlyLine, nothing } = of(kind);
  const stuck = above(durationSeconds(alerts.thresholds.stuck) ?? 0);
  const tooManyCalls = above(alerts.thresholds.calls);
  const fails = above(hub.errorRateThreshold);
  // The alert of the contract watches agents alone.
  const isSlow =
    kind === 'agent'
      ? {
          limits: above(durationSeconds(alerts.thresholds.slowExecution) ?? 0),
          alerts: [slow, 'SlowAgentExecution'],
        }
      : { alerts: [slow] };
  const failedShare = (of: readonly string[]): Expr =>
    ratio(sumBy(of, chosen(rules.runsPerHour, { status: 'failed' })), sumBy(of, chosen(rules.runsPerHour)));
  const durations: Expr = buckets(fleetMetrics.runDuration, raw);
  return {
    /** Six figures of now, for the first row. */
    figures: [
      figure(
        {
          title: 'How many runs ended within an hour?',
          description: `Runs of the chosen ${kind}s, however they ended. A fall to nothing is told by RunsStopped.`,
          unit: 'short',
          empty: 'No run ended.',
          alerts: ['RunsStopped'],
        },
        ask(sumBy([], chosen(rules.runsPerHour)), 'runs'),
      ),
      figure(
        {
          title: 'Which share of the runs failed?',
          description: `Of the runs that ended within an hour. Red from where on ${failing} tells; the list of failed runs below says why.`,
          unit: 'percentunit',
          empty: 'No run ended.',
          limits: fails,
          alerts: [failing],
        },
        ask(failedShare([]), 'failed'),
      ),
      figure(
        {
          title: 'How long do nineteen of twenty runs take?',
          description: '95th percentile of the runs that ended within an hour. One in twenty takes longer.',
          unit: 's',
          empty: 'No run ended.',
          ...isSlow,
        },
        ask(observedQuantileBy(0.95, [], durations, '1h'), '95th percentile'),
        false,
      ),
      figure(
        {
          title: 'What does a run cost?',
          description:
            'Mean of the runs that ended within an hour and whose models all have a price; runs within a run are part of it.',
          unit: 'currencyUSD',
          empty: 'No run with a price.',
        },
        ask(
          ratio(
            sumBy([], increase(total(fleetMetrics.runCost, raw), '1h')),
            sumBy([], increase(observations(fleetMetrics.runCost, raw), '1h')),
          ),
          'cost',
        ),
        false,
      ),
      figure(
        {
          title: 'How many run now?',
          description: `Runs of the chosen ${kind}s that have not ended.`,
          unit: 'short',
          empty: 'Nothing runs.',
        },
        ask(sumBy([], chosen(rules.active)), 'running'),
      ),
      figure(
        {
          title: 'How long has a running one been silent?',
          description:
            'The one that was last heard of longest ago. What grows without end is stuck: look at its last step in the hub.',
          unit: 's',
          empty: 'Nothing runs.',
          limits: stuck,
          alerts: ['RunStuck'],
        },
        ask(maxBy([], chosen(rules.silence)), 'silence'),
      ),
    ] as const satisfies Panel[],
    compared: comparison(
      {
        title: `How do ${kind}s compare within an hour?`,
        description: `Up to the end of the time that is chosen. A click on a name chooses that ${kind}. Score: mean of its evaluations, each kind counted the same. Silence: of the running one that has been silent longest.`,
        unit: 'short',
        empty: nothing,
        alerts: [failing, 'RunStuck', ...isSlow.alerts],
      },
      {
        Runs: ask(sumBy(by, chosen(rules.runsPerHour)), ''),
        Failed: ask(failedShare(by), ''),
        '95th percentile': ask(observedQuantileBy(0.95, by, durations, '1h'), ''),
        'Tokens a run': ask(maxBy(by, chosen(rules.tokensPerRun)), ''),
        'Cost a run': ask(maxBy(by, chosen(rules.costPerRun)), ''),
        Score: ask(averageBy(by, recorded(rules.evaluationScore, chosenBy(by))), ''),
        Silence: ask(maxBy(by, chosen(rules.silence)), ''),
      },
      {
        columns: {
          [kind]: { links: [only('${__value.raw}')] },
          Failed: { unit: 'percentunit', limits: fails },
          '95th percentile': { unit: 's', ...('limits' in isSlow ? { limits: isSlow.limits } : {}) },
          'Cost a run': { unit: 'currencyUSD' },
          Score: { unit: 'none' },
          Silence: { unit: 's', limits: stuck },
        },
      },
    ),
    failing: lines(
      {
        title: `Which ${kind}s fail?`,
        description: `Share of the runs that failed, of those that ended within five minutes; nothing where none ended. ${failing} tells where it stays above the line.`,
        unit: 'percentunit',
        empty: nothing,
        limits: fails,
        alerts: [failing],
        links: [onlyLine],
      },
      ask(chosen(rules.failureRatio), legend),
    ),
    duration: lines(
      {
        title: `Which ${kind}s are slow?`,
        description: `95th percentile of the runs that ended within five minutes. ${slow} compares the median with the day before.`,
        unit: 's',
        empty: nothing,
        ...isSlow,
        links: [onlyLine],
      },
      ask(chosen(rules.duration95), legend),
    ),
    ends: stacked(
      {
        title: 'How many runs end a minute, and how?',
        description: 'Mean of five minutes, by how they ended.',
        unit: 'short',
        empty: nothing,
      },
      ask(promql`60 * ${sumBy(['status'], chosen(rules.runs))}`, '{{status}}'),
    ),
    throughput: lines(
      {
        title: `How many runs end a minute, by ${kind}?`,
        description: 'Mean of five minutes. What ran regularly and no longer does is told by RunsStopped.',
        unit: 'short',
        empty: nothing,
        sort: 'mean',
        alerts: ['RunsStopped'],
        links: [onlyLine],
      },
      ask(promql`60 * ${sumBy(by, chosen(rules.runs))}`, legend),
    ),
    cost: lines(
      {
        title: `What does a run cost, by ${kind}?`,
        description:
          'Mean of an hour, runs within a run included. Runs with a model that has no price are left out.',
        unit: 'currencyUSD',
        empty: 'No run with a price ended in this time.',
        alerts: ['CostPerRunAnomaly'],
        links: [onlyLine],
      },
      ask(chosen(rules.costPerRun), legend),
    ),
    spread: heat(
      {
        title: 'How is the duration of runs spread?',
        description:
          'Each column is a moment: the darker, the more runs that took so long. Two bands are two kinds of runs, or runs that hang.',
        unit: 's',
        empty: nothing,
        alerts: [slow],
      },
      ask(sumBy(['le'], increase(durations, '$__rate_interval')), '{{le}}'),
    ),
    running: comparison(
      {
        title: 'Is a running one stuck, or in circles?',
        description:
          'Of the running ones: how many, the longest silence, and the most calls of models and tools. Red from where on RunStuck and RunLooping tell: look at its last step in the hub.',
        unit: 'short',
        empty: 'Nothing runs.',
        alerts: ['RunStuck', 'RunLooping'],
      },
      {
        Running: ask(maxBy(by, chosen(rules.active)), ''),
        'Silent for': ask(maxBy(by, chosen(rules.silence)), ''),
        Calls: ask(maxBy(by, chosen(rules.activeCalls)), ''),
      },
      {
        columns: {
          [kind]: { links: [only('${__value.raw}')] },
          'Silent for': { unit: 's', limits: stuck },
          Calls: { limits: tooManyCalls },
        },
        sortBy: 'Silent for',
      },
    ),
  } as const;
}
