import type { Settings } from '../../infra/settings/schema.ts';
import type { RuleFamily } from '../rules/rule-group.ts';

/** What agents may cost a day and a month. */
export function budgets(_settings: Settings): RuleFamily[] {
  return [];
}
