import type { Settings } from '../../infra/settings/schema.ts';
import { RuleError } from '../rules/rule-error.ts';
import type { RuleFamily } from '../rules/rule-group.ts';
import { givenSlos } from './given.ts';
import { ownSlos } from './own.ts';
import { sloFamilies } from './rules.ts';
import { sloFaults } from './slo-faults.ts';

/** Service level objectives: burn rates in several windows, and the budget that is left. Throws a `RuleError` for faults. */
export function slos({ alerts, metricsPrefix }: Settings): RuleFamily[] {
  const all = [...givenSlos(alerts.slos), ...ownSlos()];
  const faults = sloFaults(all, metricsPrefix);
  if (faults.length > 0) throw new RuleError(faults.join('\n'));
  return all.flatMap((slo) => sloFamilies(slo, alerts.sloWindow));
}
