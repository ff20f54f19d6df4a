import type { Settings } from '../../infra/settings/schema.ts';
import { parseExpression } from '../promql/parse.ts';
import type { Alert } from '../rules/alert.ts';
import type { RuleFamily } from '../rules/rule-group.ts';
import { evaluationAlerts } from './evaluations.ts';
import { failingAlerts } from './failing.ts';
import { modelAlerts, modelFailures } from './models.ts';
import { pastFamily } from './past.ts';
import { runAlerts } from './runs.ts';
import { slowAlerts } from './slow.ts';

/** Raw series of an hour and more cost too much to be read as often as Prometheus scrapes, and move slowly. */
const looksFarBack = ({ expr }: Alert) =>
  parseExpression(expr.promql).ranges.some(({ seconds }) => seconds >= 3600);

/** What goes wrong with agents, whichever SDK they use. */
export function agents(settings: Settings): RuleFamily[] {
  const all = [
    ...failingAlerts(settings),
    ...slowAlerts,
    ...runAlerts(settings),
    ...modelAlerts(settings),
    ...evaluationAlerts,
  ];
  return [
    pastFamily,
    {
      name: 'agents',
      recordings: Object.values(modelFailures),
      alerts: all.filter((one) => !looksFarBack(one)),
    },
    { name: 'agents-hours', interval: '1m', recordings: [], alerts: all.filter(looksFarBack) },
  ];
}
