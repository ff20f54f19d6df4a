import { logLevels, platformMetrics } from '../conventions/index.ts';
import { histogramOf, metricOptions, onMeter } from '../metrics/instruments.ts';

/** Lines by service and level, in the order of `logLevels`. */
const counts = new Map<string, Float64Array>();
let observed = false;

/**
 * The counts of a service's lines, which the logger adds to itself: observing a number when metrics are
 * collected costs a line nothing, counting through an instrument would cost half a microsecond.
 */
export function lineCountsOf(service: string): Float64Array {
  let known = counts.get(service);
  if (known === undefined) {
    known = new Float64Array(logLevels.length);
    counts.set(service, known);
  }
  return known;
}

/** Records how long a line took, and sees to it that the counts are observed. */
export function recordLineDuration(milliseconds: number, labels: { readonly service: string }): void {
  if (!observed) {
    observed = true;
    onMeter((meter) => {
      const { name } = platformMetrics.logEvents;
      meter.createObservableCounter(name, metricOptions(platformMetrics.logEvents)).addCallback((result) => {
        for (const [service, lines] of counts) {
          for (const [index, level] of logLevels.entries()) {
            const count = lines[index];
            if (count) result.observe(count, { level, service });
          }
        }
      });
    });
  }
  histogramOf(platformMetrics.logProcessingDuration).record(milliseconds, labels);
}
