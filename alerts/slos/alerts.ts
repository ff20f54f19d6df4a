import type { Settings } from '../../infra/settings/schema.ts';
import { RuleError } from '../rules/rule-error.ts';
import type { RuleFamily } from '../rules/rule-group.ts';
import { givenSlos } from './given.ts';
import { ownSlos } from './own.ts';
import { sloFamilies } from './rules.ts';
import type { Slo } from './slo.ts';
import { sloFaults } from './slo-faults.ts';

/** Every objective that is kept: the given ones that the settings do not leave out, and your own. */
export const allSlos = ({ alerts }: Settings): Slo[] => [...givenSlos(alerts.slos), ...ownSlos()];

/** Service level objectives: burn rates in several windows, and the budget that is left. Throws a `RuleError` for faults. */
export function slos(settings: Settings): RuleFamily[] {
  const all = allSlos(settings);
  const faults = sloFaults(all, settings.metricsPrefix);
  if (faults.length > 0) throw new RuleError(faults.join('\n'));
  return all.flatMap((slo) => sloFamilies(slo, settings.alerts.sloWindow));
}
