import type { MetricLabels } from '../logger/types.ts';
import { recordAs } from './custom-metric.ts';
import { currentTeamMetrics } from './team-metrics.ts';

/**
 * Records how many seconds a task took, labelled with its `type` and `status` (AE1); the count of that
 * histogram is the count of tasks. Never throws.
 */
export function recordTaskDuration(seconds: number, labels?: MetricLabels): void {
  recordAs('histogram', currentTeamMetrics().taskDuration.name, seconds, labels);
}
