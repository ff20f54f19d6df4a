import type { TimeMark } from '../charts/time-chart-props.ts';
import type { Anomaly } from '../hub/types.ts';
import { toMs } from '../lib/format-time.ts';
import { analyticsTexts } from '../texts/analytics.ts';
import { anomalyMetric, anomalySubject } from './anomaly-words.ts';

/** Anomalies of some metrics as marks of a chart, at their begin. */
export function anomalyMarks(anomalies: readonly Anomaly[], metrics: readonly string[]): readonly TimeMark[] {
  return anomalies
    .filter(({ metric }) => metrics.includes(metric))
    .map((anomaly) => ({
      time: toMs(anomaly.start) / 1_000,
      label: analyticsTexts.anomalies.mark(anomalySubject(anomaly), anomalyMetric(anomaly)),
    }));
}
