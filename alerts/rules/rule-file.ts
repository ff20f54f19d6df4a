import { stringify } from 'yaml';
import type { RuleGroup } from './rule-group.ts';

/** Several targets of a stack have the same file. */
const files = new WeakMap<readonly RuleGroup[], string>();

/** A Prometheus rule file with these groups. */
export function ruleFile(groups: readonly RuleGroup[]): string {
  const file = files.get(groups) ?? stringify({ groups }, { lineWidth: 0, aliasDuplicateObjects: false });
  files.set(groups, file);
  return file;
}
