import { stringify } from 'yaml';
import type { RuleGroup } from './rules.ts';

/** A Prometheus rule file with these groups. */
export function ruleFile(groups: readonly RuleGroup[]): string {
  return stringify({ groups }, { lineWidth: 0 });
}
