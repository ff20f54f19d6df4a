import type { Settings } from '../../infra/settings/schema.ts';
import type { RuleFamily } from '../rules/rule-group.ts';
import { givenSlos } from './given.ts';
import { ownSlos } from './own.ts';
import { sloFamilies } from './rules.ts';

/** Service level objectives: burn rates in several windows, and the budget that is left. */
export function slos({ alerts }: Settings): RuleFamily[] {
  return [...givenSlos(alerts.slos), ...ownSlos()].flatMap((slo) => sloFamilies(slo, alerts.sloWindow));
}
