import { fleetMetrics } from '@observatory/shim/conventions';
import { ENVIRONMENT, IN_ENVIRONMENT } from '../promql/environment.ts';
import { increase, observations, promql, sumBy } from '../promql/expression.ts';
import { agent } from '../recorded/agents.ts';
import { workflow } from '../recorded/workflows.ts';
import { type Alert, alert } from '../rules/alert.ts';
import { either, past } from './past.ts';

const by = [ENVIRONMENT, 'agent', 'workflow', 'evaluation'] as const;
/** Scores are often 0 or 1: of thirty the mean strays by less than a tenth, of five by two. */
const FEWEST = 30;
/** How much lower than on the day before a score is when EvaluationScoreFalling tells. */
export const FALL = 0.2;

/** What judges and users think of the answers. */
export const evaluationAlerts: readonly Alert[] = [
  alert({
    name: 'EvaluationScoreFalling',
    severity: 'warning',
    summary: 'An evaluation scores lower than usual.',
    description: `The evaluation {{ $labels.evaluation }} of {{ $labels.agent }}{{ $labels.workflow }}${IN_ENVIRONMENT} scores {{ printf "%.2f" $value }} lower than on the day before.`,
    expr: promql`${either(past.agent.evaluationScore, past.workflow.evaluationScore)} - ${either(agent.evaluationScore, workflow.evaluationScore)} > ${FALL} and ${sumBy(by, increase(observations(fleetMetrics.evaluationScore), '1h'))} >= ${FEWEST}`,
    by,
    for: '15m',
    keepFiringFor: '15m',
    dashboard: 'evaluations',
  }),
];
