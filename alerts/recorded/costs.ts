import { fleetMetrics } from '@observatory/shim/conventions';
import { ENVIRONMENT } from '../promql/environment.ts';
import { not, promql, type Recorded, series } from '../promql/expression.ts';
import { growthBy } from '../promql/growth.ts';

type Who = 'agent' | 'workflow' | 'model';

const costRate = <const L extends string>(who: Who, by: readonly L[]): Recorded<L> => ({
  record: `${who}:cost_usd:rate5m`,
  by,
  unit: 'US dollars a second',
  meaning: 'What it costs, to the cent: first calls and restarts of hubs are in it.',
  expr: promql`${growthBy(by, [series(fleetMetrics.cost, { [who]: not('') })])} / 300`,
});

/** `…:cost_usd:rate5m`: who costs how much at a time; their sum over a time is what was spent in it. */
export const costs = {
  agent: costRate('agent', [ENVIRONMENT, 'agent']),
  workflow: costRate('workflow', [ENVIRONMENT, 'workflow']),
  model: costRate('model', [ENVIRONMENT, 'provider', 'model']),
} as const;
