import type { Attributes } from '@opentelemetry/api';
import { currentConfig } from '../config/current-config.ts';
import type { MetricDefinition } from '../conventions/index.ts';
import { guarded } from '../setup/guard.ts';
import { metricOf } from './registry.ts';

/** Adds to a counter, or to an up-down counter where the definition is one. Never throws. */
export function countMetric(definition: MetricDefinition, amount: number, labels?: Attributes): void {
  if (!currentConfig().signals.metrics) return;
  guarded('recording a metric', () => metricOf(definition).record(amount, labels));
}

/** Records one observation of a histogram. Never throws. */
export function observeMetric(definition: MetricDefinition, value: number, labels?: Attributes): void {
  if (!currentConfig().signals.metrics) return;
  guarded('recording a metric', () => metricOf(definition).record(value, labels));
}
