import type { Settings } from '../../infra/settings/schema.ts';
import type { RuleFamily } from '../rules/rule-group.ts';

/** Rate, errors and duration of services, by the spans of any SDK. */
export function services(_settings: Settings): RuleFamily[] {
  return [];
}
