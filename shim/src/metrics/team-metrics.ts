import { currentConfig } from '../config/current-config.ts';
import { teamMetrics } from '../conventions/index.ts';

type TeamMetrics = ReturnType<typeof teamMetrics>;
const byPrefix = new Map<string, TeamMetrics>();

/** The engineering team metrics under the prefix in force (`OBSERVATORY_METRICS_PREFIX`). */
export function currentTeamMetrics(): TeamMetrics {
  const { prefix } = currentConfig().metrics;
  let metrics = byPrefix.get(prefix);
  if (metrics === undefined) {
    metrics = teamMetrics(prefix);
    byPrefix.set(prefix, metrics);
  }
  return metrics;
}
