import { shimMetrics } from '../conventions/index.ts';
import { complain } from './complain.ts';
import { countMetric } from './record.ts';

export type Refusal = 'metric_name' | 'metric_kind' | 'metric_value' | 'metric_limit';

/** Counts a call that recorded nothing, and says why. */
export function refuse(reason: Refusal, name: string, line: string): void {
  complain(`${reason}:${name}`, line);
  countMetric(shimMetrics.ignoredCalls, 1, { reason });
}
