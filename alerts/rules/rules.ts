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
import { groupsOf, type RuleFamily, type RuleGroup } from './rule-group.ts';
import { refuseFaults } from './validate.ts';

const parts = [agents, contract, services, hosts, stack, slos, budgets, forecasts, anomalies, own];

/** Everything that Prometheus evaluates with these settings, family by family; recordings that others read come first. */
export function ruleFamilies(settings: Settings): RuleFamily[] {
  return [...recordedFamilies(), ...parts.flatMap((part) => part(settings))];
}

/** The same as Prometheus' rule groups. Throws a `RuleError` that names every faulty rule. */
export function ruleGroups(settings: Settings): RuleGroup[] {
  const families = ruleFamilies(settings);
  refuseFaults(families, settings);
  return families.flatMap((family) => groupsOf(family, pagesOf(settings)));
}
