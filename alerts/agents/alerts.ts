import type { Settings } from '../../infra/settings/schema.ts';
import type { RuleFamily } from '../rules/rule-group.ts';
import { evaluationAlerts } from './evaluations.ts';
import { failingAlerts } from './failing.ts';
import { modelAlerts, modelFailures } from './models.ts';
import { pastFamily } from './past.ts';
import { runAlerts } from './runs.ts';
import { slowAlerts } from './slow.ts';

/** What goes wrong with agents, whichever SDK they use. */
export function agents(settings: Settings): RuleFamily[] {
  return [
    pastFamily,
    {
      name: 'agents',
      recordings: Object.values(modelFailures),
      alerts: [
        ...failingAlerts(settings),
        ...slowAlerts,
        ...runAlerts(settings),
        ...modelAlerts(settings),
        ...evaluationAlerts,
      ],
    },
  ];
}
