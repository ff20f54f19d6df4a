import type { Settings } from '../../infra/settings/schema.ts';
import type { RuleFamily } from '../rules/rule-group.ts';
import { describedAlerts } from './described.ts';
import { executionAlerts } from './executions.ts';
import { resourceAlerts } from './resources.ts';

/** Alerts whose names and thresholds users know from elsewhere (OR9, AE7, EN1). */
export function contract(settings: Settings): RuleFamily[] {
  return [
    {
      name: 'contract',
      recordings: [],
      alerts: [...executionAlerts(settings), ...resourceAlerts(settings), ...describedAlerts(settings)],
    },
  ];
}
