import { ENVIRONMENT } from '../../alerts/promql/environment.ts';
import { type Expr, promql, type Recorded, ratio, sumBy } from '../../alerts/promql/expression.ts';
import { agent } from '../../alerts/recorded/agents.ts';
import { workflow } from '../../alerts/recorded/workflows.ts';
import { chosen } from '../parts/chosen.ts';

/**
 * What a run takes on average, of all environments together: each mean counts as much as the runs that ended there, so
 * that one run of a test does not weigh as much as a thousand of production.
 */
export function meanOfRuns(kind: 'agent' | 'workflow', mean: 'costPerRun' | 'tokensPerRun'): Expr {
  const rules: Readonly<Record<'runsPerHour' | typeof mean, Recorded>> = kind === 'agent' ? agent : workflow;
  const runs = sumBy([ENVIRONMENT, kind], chosen(rules.runsPerHour));
  const of = chosen(rules[mean]);
  return ratio(
    sumBy([kind], promql`${of} * on (${{ promql: ENVIRONMENT }}, ${{ promql: kind }}) ${runs}`),
    sumBy([kind], promql`${runs} and on (${{ promql: ENVIRONMENT }}, ${{ promql: kind }}) ${of}`),
  );
}
