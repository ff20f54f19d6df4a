import { areMetricsDisabled, currentConfig, setMetricsDisabled } from '../config/current-config.ts';
import type { MetricLabels } from '../logger/types.ts';
import { sayOnce } from '../setup/say.ts';
import { recordAs } from './custom-metric.ts';
import { type PerformanceImpact, performanceImpact } from './performance-impact.ts';
import { setScrapeAnswered } from './scrape-switch.ts';
import { recordTaskDuration } from './task-duration.ts';

/** What a collector may be told (AE2). */
export interface MetricsCollectorOptions {
  /** Whether `/metrics` tells this process's metrics; left out, nothing changes. OTLP is not touched. */
  readonly enablePrometheus?: boolean | undefined;
}

/**
 * Records metrics of the service's own under the names of AE2. All collectors of a process record into the
 * same metrics, and its switches are those of the process. No method throws.
 */
export class MetricsCollector {
  constructor(options: MetricsCollectorOptions = {}) {
    if (typeof options?.enablePrometheus === 'boolean') setScrapeAnswered(options.enablePrometheus);
  }

  /** Adds to a counter, 1 unless told. A name without `_total` gets it, as in Prometheus. */
  incrementCounter(name: string, labels?: MetricLabels, amount = 1): void {
    recordAs('counter', name, amount, labels);
  }

  /** Sets a level. */
  setGauge(name: string, value: number, labels?: MetricLabels): void {
    recordAs('gauge', name, value, labels);
  }

  /** Adds one value to a distribution; in seconds, unless the name says `_ms` or `_bytes`. */
  observeHistogram(name: string, value: number, labels?: MetricLabels): void {
    recordAs('histogram', name, value, labels);
  }

  /** Records how long a task took, by its `type` and `status` (`aet_task_duration_seconds`). */
  recordTaskDuration(seconds: number, labels?: MetricLabels): void {
    recordTaskDuration(seconds, labels);
  }

  /** Stops all recording and sending of metrics in this process at once; `/metrics` then has none. */
  disableMetrics(): void {
    setMetricsDisabled(true);
  }

  /** Undoes `disableMetrics`; metrics that the configuration switches off stay off. */
  enableMetrics(): void {
    setMetricsDisabled(false);
    if (!currentConfig().signals.metrics) {
      sayOnce('metrics:configured', 'enableMetrics changes nothing: the configuration switches metrics off');
    }
  }

  /** Whether `disableMetrics` holds. */
  isDisabled(): boolean {
    return areMetricsDisabled();
  }

  /** What telemetry has cost this process so far, from measuring itself. */
  getPerformanceImpact(): PerformanceImpact {
    return performanceImpact();
  }
}

let collector: MetricsCollector | undefined;

/** The collector of this process. */
export function getMetrics(): MetricsCollector {
  collector ??= new MetricsCollector();
  return collector;
}
