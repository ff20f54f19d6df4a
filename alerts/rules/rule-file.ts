import { stringify } from 'yaml';
import type { RuleGroup } from './rule-group.ts';

/** A Prometheus rule file with these groups. */
export function ruleFile(groups: readonly RuleGroup[]): string {
  return stringify({ groups }, { lineWidth: 0, aliasDuplicateObjects: false });
}
