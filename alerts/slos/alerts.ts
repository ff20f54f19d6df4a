import type { Settings } from '../../infra/settings/schema.ts';
import type { RuleFamily } from '../rules/rule-group.ts';

/** Service level objectives: burn rates in several windows, and the budget that is left. */
export function slos(_settings: Settings): RuleFamily[] {
  return [];
}
