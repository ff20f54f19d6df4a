import { fleetMetrics } from '@observatory/shim/conventions';
import { ENVIRONMENT, IN_ENVIRONMENT } from '../promql/environment.ts';
import {
  type Expr,
  increase,
  lastOver,
  observations,
  promql,
  type Recorded,
  recorded,
  sumBy,
} from '../promql/expression.ts';
import { agent } from '../recorded/agents.ts';
import { model } from '../recorded/models.ts';
import { workflow } from '../recorded/workflows.ts';
import { type Alert, alert } from '../rules/alert.ts';
import { past } from './past.ts';

/** How many times as long as usual is slow, if it is a second longer at least. */
export const SLOW_TIMES = 2;
const SECONDS_LONGER = 1;
/** Of fewer within an hour, the median of five minutes is one run's luck. */
const FEWEST = 20;

/**
 * The median, since the slowest of the few runs of five minutes say nothing: at 5 runs, the 95th percentile is the
 * slowest one. Who runs seldom keeps the last value for a quarter of an hour.
 */
const slow = (duration: Recorded, usual: Recorded, perHour: Expr): Expr => {
  const now = lastOver(recorded(duration), '15m');
  return promql`${now} > ${SLOW_TIMES} * ${recorded(usual)} and ${now} - ${recorded(usual)} > ${SECONDS_LONGER} and ${perHour} >= ${FEWEST}`;
};

const ofAgent = [ENVIRONMENT, 'agent'] as const;
const ofWorkflow = [ENVIRONMENT, 'workflow'] as const;
const ofModel = [ENVIRONMENT, 'provider', 'model'] as const;

/** Agents, workflows and models that are slow against their own past. */
export const slowAlerts: readonly Alert[] = [
  alert({
    name: 'AgentSlow',
    severity: 'warning',
    summary: 'Runs of an agent take more than twice as long as usual.',
    description: `Half of the runs of {{ $labels.agent }}${IN_ENVIRONMENT} take longer than {{ $value | humanizeDuration }}, more than twice as long as on the day before.`,
    expr: slow(agent.durationMedian, past.agent.duration, sumBy(ofAgent, recorded(agent.runsPerHour))),
    by: ofAgent,
    for: '10m',
    keepFiringFor: '10m',
    dashboard: 'agent-performance',
  }),
  alert({
    name: 'WorkflowSlow',
    severity: 'warning',
    summary: 'Runs of a workflow take more than twice as long as usual.',
    description: `Half of the runs of {{ $labels.workflow }}${IN_ENVIRONMENT} take longer than {{ $value | humanizeDuration }}, more than twice as long as on the day before.`,
    expr: slow(
      workflow.durationMedian,
      past.workflow.duration,
      sumBy(ofWorkflow, recorded(workflow.runsPerHour)),
    ),
    by: ofWorkflow,
    for: '10m',
    keepFiringFor: '10m',
    dashboard: 'workflow-analytics',
  }),
  alert({
    name: 'ModelSlow',
    // What people notice of it is that an agent is slow.
    severity: 'info',
    summary: 'A model takes more than twice as long as usual to answer.',
    description: `Half of the answers of {{ $labels.model }} ({{ $labels.provider }})${IN_ENVIRONMENT} take longer than {{ $value | humanizeDuration }}, more than twice as long as on the day before.`,
    expr: slow(
      model.durationMedian,
      past.model.duration,
      sumBy(ofModel, increase(observations(fleetMetrics.llmDuration), '1h')),
    ),
    by: ofModel,
    for: '10m',
    keepFiringFor: '10m',
    dashboard: 'models-and-providers',
  }),
];
