import type { Histogram, Meter } from '@opentelemetry/api';
import { platformMetrics } from '../conventions/index.ts';
import { metricOptions, shimMeter } from '../metrics/instruments.ts';
import { logOverhead } from '../metrics/overhead.ts';

let meter: Meter | undefined;
let histogram: Histogram | undefined;

/** Records how long a line took. The instrument is kept here: looking it up would cost each line. */
export function recordLineDuration(milliseconds: number, labels: { readonly service: string }): void {
  logOverhead.note(milliseconds);
  const current = shimMeter();
  if (current !== meter || histogram === undefined) {
    const { logProcessingDuration } = platformMetrics;
    histogram = current.createHistogram(logProcessingDuration.name, metricOptions(logProcessingDuration));
    meter = current;
  }
  histogram.record(milliseconds, labels);
}
