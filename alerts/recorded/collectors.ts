import { type Expr, rate, recorded, series, sumBy } from '../promql/expression.ts';
import { serverMetrics } from '../promql/server-metrics.ts';

const metrics = serverMetrics;
// The agent and the reader of container logs give what they cannot hand on back to who sent it: nothing is lost there.
const ours = { job: 'collector' } as const;
const target = ['job', 'instance'] as const;
const byExporter = [...target, 'exporter'] as const;
const byReceiver = [...target, 'receiver'] as const;

const dropped = (signal: string, cause: 'queue_full' | 'refused', expr: Expr) => ({
  record: 'collector:dropped:rate5m',
  by: [...byExporter, 'signal', 'cause'] as const,
  labels: { signal, cause },
  unit: 'items a second',
  meaning:
    'Telemetry that no queue took (`queue_full`; its sender may try again) or that a backend refused for good (`refused`).',
  expr,
});
const refused = (signal: string, expr: Expr) => ({
  record: 'collector:refused:rate5m',
  by: [...byReceiver, 'signal'] as const,
  labels: { signal },
  unit: 'items a second',
  meaning: 'Telemetry that a receiver refused; its sender may try again.',
  expr,
});
const memoryRefused = (signal: string, expr: Expr) => ({
  record: 'collector:memory_refused:rate5m',
  by: [...target, 'signal'] as const,
  labels: { signal },
  unit: 'items a second',
  meaning: 'Telemetry that was refused because the collector had too little memory.',
  expr,
});
const sent = (signal: string, expr: Expr) => ({
  record: 'collector:sent:rate5m',
  by: [...byExporter, 'data_type'] as const,
  labels: { data_type: signal },
  unit: 'items a second',
  meaning: 'Telemetry that a backend took.',
  expr,
});

const droppedRules = [
  dropped('traces', 'queue_full', sumBy(byExporter, rate(series(metrics.notQueuedSpans, ours), '5m'))),
  dropped('logs', 'queue_full', sumBy(byExporter, rate(series(metrics.notQueuedLogs, ours), '5m'))),
  dropped('metrics', 'queue_full', sumBy(byExporter, rate(series(metrics.notQueuedPoints, ours), '5m'))),
  dropped('traces', 'refused', sumBy(byExporter, rate(series(metrics.sendFailedSpans, ours), '5m'))),
  dropped('logs', 'refused', sumBy(byExporter, rate(series(metrics.sendFailedLogs, ours), '5m'))),
  dropped('metrics', 'refused', sumBy(byExporter, rate(series(metrics.sendFailedPoints, ours), '5m'))),
] as const;
const refusedRules = [
  refused('traces', sumBy(byReceiver, rate(series(metrics.refusedSpans), '5m'))),
  refused('logs', sumBy(byReceiver, rate(series(metrics.refusedLogs), '5m'))),
  refused('metrics', sumBy(byReceiver, rate(series(metrics.refusedPoints), '5m'))),
] as const;
const memoryRules = [
  memoryRefused('traces', sumBy(target, rate(series(metrics.limitedSpans), '5m'))),
  memoryRefused('logs', sumBy(target, rate(series(metrics.limitedLogs), '5m'))),
  memoryRefused('metrics', sumBy(target, rate(series(metrics.limitedPoints), '5m'))),
] as const;
const sentRules = [
  sent('traces', sumBy(byExporter, rate(series(metrics.sentSpans, ours), '5m'))),
  sent('logs', sumBy(byExporter, rate(series(metrics.sentLogs, ours), '5m'))),
  sent('metrics', sumBy(byExporter, rate(series(metrics.sentPoints, ours), '5m'))),
] as const;

/** The rules that make one series of the counters that the collectors have for each signal. */
export const collectorRules = [...droppedRules, ...refusedRules, ...memoryRules, ...sentRules] as const;

/** `collector:…`: what the collectors refuse, lose and bring to the backends, with the signal as a label. */
export const collectorSeries = {
  dropped: droppedRules[0],
  refused: refusedRules[0],
  memoryRefused: memoryRules[0],
  sent: sentRules[0],
} as const;

/** The same of all collectors. */
export const collector = {
  dropped: recorded(collectorSeries.dropped),
  refused: recorded(collectorSeries.refused),
  memoryRefused: recorded(collectorSeries.memoryRefused),
  sent: recorded(collectorSeries.sent),
} as const;
