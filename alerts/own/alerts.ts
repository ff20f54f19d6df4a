import type { Settings } from '../../infra/settings/schema.ts';
import type { RuleFamily } from '../rules/rule-group.ts';

/** Alerts and recordings of your own; docs/alerts.md walks through one. */
export function own(_settings: Settings): RuleFamily[] {
  return [{ name: 'own', recordings: [], alerts: [] }];
}
