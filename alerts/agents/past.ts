import { ENVIRONMENT } from '../promql/environment.ts';
import { type Expr, promql, type Recorded, recorded, recording, sumBy } from '../promql/expression.ts';
import { agent } from '../recorded/agents.ts';
import { model } from '../recorded/models.ts';
import { workflow } from '../recorded/workflows.ts';
import type { RuleFamily } from '../rules/rule-group.ts';

/** Of a day's 288 steps of five minutes, how many must have a value before it is a past to compare with. */
const FEWEST_STEPS = 24;

/**
 * The median of a recorded series on the day before the last hour; absent until two hours of that day have values. The
 * median, so that a bad hour of yesterday moves nothing.
 */
function median<const L extends string>(of: Recorded<L>, record: string): Recorded<L> {
  const day = `${of.record}[1d:5m] offset 1h`;
  return {
    record,
    by: of.by,
    unit: of.unit,
    meaning: `What was usual on the day before the last hour. The median of: ${of.meaning}`,
    expr: {
      promql: `quantile_over_time(0.5, ${day}) and count_over_time(${day}) >= ${FEWEST_STEPS}`,
    },
  };
}

/**
 * In how many hours of the last day executions ended; absent where none did at this time of the day before, so that who
 * rests at night is not missed at night.
 */
function regularHours<const K extends string>(runsPerHour: Recorded, kind: K) {
  const by = [ENVIRONMENT, kind] as const;
  const runs = sumBy(by, recorded(runsPerHour));
  return recording({
    record: `${kind}:regular_hours:count1d`,
    by,
    unit: 'hours',
    meaning:
      'Hours of the last day in which executions ended; absent where none did at this time of the day before.',
    expr: promql`count_over_time((${runs} > 0)[1d:1h]) and ${sumBy(by, { promql: `${runsPerHour.record} offset 1d` })} > 0`,
  });
}

/** What is usual, by the same names as what is now. */
export const past = {
  agent: {
    duration: median(agent.durationMedian, 'agent:run_duration_seconds:p50_1d'),
    failedCallsPerRun: median(agent.failedCallsPerRun, 'agent:failed_calls_per_run:p50_1d'),
    evaluationScore: median(agent.evaluationScore, 'agent:evaluation_score:p50_1d'),
    regularHours: regularHours(agent.runsPerHour, 'agent'),
  },
  workflow: {
    duration: median(workflow.durationMedian, 'workflow:run_duration_seconds:p50_1d'),
    failedCallsPerRun: median(workflow.failedCallsPerRun, 'workflow:failed_calls_per_run:p50_1d'),
    evaluationScore: median(workflow.evaluationScore, 'workflow:evaluation_score:p50_1d'),
    regularHours: regularHours(workflow.runsPerHour, 'workflow'),
  },
  model: {
    duration: median(model.durationMedian, 'model:llm_duration_seconds:p50_1d'),
  },
} as const;

/** A day is long: what it says every five minutes is soon enough. */
export const pastFamily: RuleFamily = {
  name: 'past',
  interval: '5m',
  recordings: [...Object.values(past.agent), ...Object.values(past.workflow), ...Object.values(past.model)],
  alerts: [],
};

/** The series of agents and those of workflows. */
export function either(ofAgents: Recorded, ofWorkflows: Recorded): Expr {
  return promql`(${recorded(ofAgents)} or ${recorded(ofWorkflows)})`;
}
