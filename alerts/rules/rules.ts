import type { Settings } from '../../infra/settings/schema.ts';
import { agents } from '../agents/alerts.ts';
import { anomalies } from '../anomalies/alerts.ts';
import { budgets } from '../budgets/alerts.ts';
import { contract } from '../contract/alerts.ts';
import { forecasts } from '../forecasts/alerts.ts';
import { hosts } from '../hosts/alerts.ts';
import { own } from '../own/alerts.ts';
import { recordedFamilies } from '../recorded/recorded.ts';
import { services } from '../services/alerts.ts';
import { slos } from '../slos/alerts.ts';
import { stack } from '../stack/alerts.ts';
import { pagesOf } from './links.ts';
import { asRuleError } from './rule-error.ts';
import { groupsOf, type RuleFamily, type RuleGroup } from './rule-group.ts';
import { refuseFaults } from './validate.ts';

/** What makes rules, by the file that people write them in. */
const parts = Object.entries({
  'alerts/agents/alerts.ts': agents,
  'alerts/contract/alerts.ts': contract,
  'alerts/services/alerts.ts': services,
  'alerts/hosts/alerts.ts': hosts,
  'alerts/stack/alerts.ts': stack,
  'alerts/slos/own.ts': slos,
  'alerts/budgets/alerts.ts': budgets,
  'alerts/forecasts/alerts.ts': forecasts,
  'alerts/anomalies/alerts.ts': anomalies,
  'alerts/own/alerts.ts': own,
});

/**
 * Everything that Prometheus evaluates with these settings, family by family; recordings that others read come first.
 * Throws a `RuleError` where a part cannot be made.
 */
export function ruleFamilies(settings: Settings): RuleFamily[] {
  return [...recordedFamilies(), ...parts.flatMap(([file, part]) => made(file, () => part(settings)))];
}

function made(file: string, make: () => RuleFamily[]): RuleFamily[] {
  try {
    return make();
  } catch (error) {
    throw asRuleError(file, error);
  }
}

/** Each target of a stack asks for the rules of the same settings, and to check them takes longer than all else. */
const known = new WeakMap<Settings, RuleGroup[]>();

/** The same as Prometheus' rule groups. Throws a `RuleError` that names every faulty rule. */
export function ruleGroups(settings: Settings): RuleGroup[] {
  const before = known.get(settings);
  if (before !== undefined) return before;
  const families = ruleFamilies(settings);
  refuseFaults(families, settings);
  const groups = families.flatMap((family) => groupsOf(family, pagesOf(settings)));
  known.set(settings, groups);
  return groups;
}
