import type { Settings } from '../../infra/settings/schema.ts';
import type { RuleFamily } from '../rules/rule-group.ts';

/** What will break next: load, cost and disks, from where they are going. */
export function forecasts(_settings: Settings): RuleFamily[] {
  return [];
}
