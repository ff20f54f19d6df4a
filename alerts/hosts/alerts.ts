import type { Settings } from '../../infra/settings/schema.ts';
import type { RuleFamily } from '../rules/rule-group.ts';

/** Utilisation, saturation and errors of hosts and containers. */
export function hosts(_settings: Settings): RuleFamily[] {
  return [];
}
