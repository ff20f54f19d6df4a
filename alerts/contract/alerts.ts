import type { Settings } from '../../infra/settings/schema.ts';
import type { RuleFamily } from '../rules/rule-group.ts';

/** Alerts whose names and thresholds users know from elsewhere (OR9, AE7, EN1). */
export function contract(_settings: Settings): RuleFamily[] {
  return [];
}
