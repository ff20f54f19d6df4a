import type { Settings } from '../../infra/settings/schema.ts';
import type { RuleFamily } from '../rules/rule-group.ts';

/** What is out of the usual, learned from each series by itself. */
export function anomalies(_settings: Settings): RuleFamily[] {
  return [];
}
