import { ENVIRONMENT, IN_ENVIRONMENT } from '../promql/environment.ts';
import {
  countOver,
  type Expr,
  maxBy,
  promql,
  ratio,
  recorded,
  sumBy,
  sumOver,
} from '../promql/expression.ts';
import { agent } from '../recorded/agents.ts';
import { anomaly } from './anomaly.ts';

const by = [ENVIRONMENT, 'agent'] as const;
const runsInHour = sumBy(by, recorded(agent.runsPerHour));
/** A share of fewer runs jumps with each failure. */
const LEAST_RUNS = 100;
/** Only where runs enough ended within the hour that a mean of them means something. */
const withRuns = (of: Expr, runs: number): Expr => promql`${of} and ${runsInHour} >= ${runs}`;

/** What is watched of each agent. */
export const agentAnomalies = [
  anomaly({
    name: 'runs',
    meaning: 'Runs of the agent an hour, over the last half hour; zero where it stopped.',
    unit: 'runs an hour',
    by,
    // A status that is new has fewer samples than the others: what is missing is zero, so all divide by the most.
    level: promql`3600 * ${sumBy(by, sumOver(recorded(agent.runs), '30m'))} / ${maxBy(by, countOver(recorded(agent.runs), '30m'))}`,
    strategy: 'adaptive',
    direction: 'both',
    margin: 0.6,
    deviations: 4,
    floor: 12,
    alert: {
      name: 'RunsAnomaly',
      severity: 'warning',
      summary: 'An agent runs far more or far less often than usual.',
      description: `{{ $labels.agent }}${IN_ENVIRONMENT} ended {{ $value | humanize }} runs an hour in the last half hour, which is unusual at this time.`,
      for: '10m',
      keepFiringFor: '15m',
      dashboard: 'agent-performance',
    },
  }),
  anomaly({
    name: 'errors',
    meaning: 'Failed runs of the last hour as a share of all, or of a hundred where fewer ended.',
    unit: 'share, 0 to 1',
    by,
    // Two failures of five are 40 % and mean little: with a hundred as the least, the floor is more than four failures.
    level: promql`(${sumBy(by, recorded(agent.runsPerHour, { status: 'failed' }))} or 0 * ${runsInHour}) / clamp_min(${runsInHour}, ${LEAST_RUNS})`,
    strategy: 'adaptive',
    direction: 'up',
    margin: 0.5,
    deviations: 5,
    floor: 0.04,
    alert: {
      name: 'ErrorsAnomaly',
      severity: 'warning',
      summary: 'More runs of an agent fail than usual.',
      description: `Of the runs of {{ $labels.agent }}${IN_ENVIRONMENT} in the last hour, a hundred at least, {{ $value | humanizePercentage }} failed, which is more than usual.`,
      for: '10m',
      keepFiringFor: '15m',
      dashboard: 'error-tracking',
    },
  }),
  anomaly({
    name: 'duration',
    meaning:
      'Mean of the five-minute medians of the duration of runs in the last hour; absent below ten runs.',
    unit: 'seconds',
    by,
    // Five minutes without a run have no median but NaN, which the comparison leaves out.
    level: withRuns(promql`avg_over_time((${recorded(agent.durationMedian)} >= 0)[1h:5m])`, 10),
    strategy: 'robust',
    direction: 'up',
    margin: 0.5,
    deviations: 4,
    floor: 1,
    alert: {
      name: 'DurationAnomaly',
      severity: 'info',
      summary: 'The typical run of an agent takes longer than usual.',
      description: `The typical run of {{ $labels.agent }}${IN_ENVIRONMENT} took {{ $value | humanizeDuration }} in the last hour, which is longer than usual.`,
      for: '10m',
      keepFiringFor: '15m',
      dashboard: 'agent-performance',
    },
  }),
  anomaly({
    name: 'tool_calls',
    meaning: 'Tool calls for each run that ended within the last hour; absent below ten runs.',
    unit: 'calls a run',
    by,
    level: withRuns(
      ratio(
        sumBy(by, sumOver(recorded(agent.toolCalls), '1h')),
        sumBy(by, sumOver(recorded(agent.runs), '1h')),
      ),
      10,
    ),
    strategy: 'robust',
    direction: 'both',
    margin: 0.6,
    deviations: 5,
    floor: 1,
    alert: {
      name: 'ToolCallsAnomaly',
      severity: 'warning',
      summary: 'An agent calls far more or far fewer tools in a run than usual.',
      description: `{{ $labels.agent }}${IN_ENVIRONMENT} called tools {{ $value | humanize }} times a run in the last hour, which is unusual.`,
      for: '10m',
      keepFiringFor: '15m',
      dashboard: 'agent-performance',
    },
  }),
  anomaly({
    name: 'tokens_per_run',
    meaning: 'Mean tokens of the runs of the last hour; absent below five runs.',
    unit: 'tokens',
    by,
    level: withRuns(recorded(agent.tokensPerRun), 5),
    strategy: 'robust',
    direction: 'up',
    margin: 0.5,
    deviations: 5,
    floor: 500,
    alert: {
      name: 'TokensPerRunAnomaly',
      severity: 'info',
      summary: 'Runs of an agent take more tokens than usual.',
      description: `A run of {{ $labels.agent }}${IN_ENVIRONMENT} took {{ $value | humanize }} tokens in the last hour, which is more than usual.`,
      for: '10m',
      keepFiringFor: '15m',
      dashboard: 'agent-performance',
    },
  }),
  anomaly({
    name: 'cost_per_run',
    meaning: 'Mean cost of the runs of the last hour; absent below five runs.',
    unit: 'US dollars',
    by,
    level: withRuns(recorded(agent.costPerRun), 5),
    strategy: 'robust',
    direction: 'up',
    margin: 0.5,
    deviations: 5,
    floor: 0.005,
    alert: {
      name: 'CostPerRunAnomaly',
      severity: 'warning',
      summary: 'Runs of an agent cost more than usual.',
      description: `A run of {{ $labels.agent }}${IN_ENVIRONMENT} cost {{ $value | printf "%.4f" }} US dollars in the last hour, which is more than usual.`,
      for: '10m',
      keepFiringFor: '15m',
      dashboard: 'agent-performance',
    },
  }),
  anomaly({
    name: 'cost',
    meaning: 'Cost of the agent within the last hour.',
    unit: 'US dollars',
    by,
    level: recorded(agent.cost),
    strategy: 'robust',
    direction: 'up',
    margin: 0.5,
    deviations: 5,
    floor: 1,
    alert: {
      name: 'CostAnomaly',
      severity: 'warning',
      summary: 'An agent costs more than usual.',
      description: `{{ $labels.agent }}${IN_ENVIRONMENT} cost {{ $value | printf "%.2f" }} US dollars in the last hour, which is more than usual at this time.`,
      for: '10m',
      keepFiringFor: '15m',
      dashboard: 'agent-performance',
    },
  }),
] as const;
