import type { Anomaly } from '../hub/types.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatCount, formatDollars, formatShare } from '../lib/format-number.ts';
import { formatClock, formatDayClock, toMs } from '../lib/format-time.ts';
import { analyticsTexts } from '../texts/analytics.ts';

const words = analyticsTexts.anomalies;

/** A value of a metric in words, with its unit. */
function formatObserved(metric: string, value: number): string {
  switch (metric) {
    case 'errors':
    case 'model_errors':
      return formatShare(value);
    case 'duration':
    case 'model_duration':
      return formatDuration(value * 1_000);
    case 'cost':
    case 'cost_per_run':
    case 'model_cost':
      return formatDollars(value);
    case 'tool_calls':
      return value.toFixed(1);
    case 'runs':
    case 'model_calls':
      return `${formatCount(Math.round(value))} an hour`;
    default:
      return formatCount(Math.round(value));
  }
}

/** Whom an anomaly is of: an agent, a model, or the whole fleet. */
export function anomalySubject({ subject }: Pick<Anomaly, 'subject'>): string {
  return subject.agent ?? subject.model ?? words.fleet;
}

/** The metric of an anomaly in words. */
export const anomalyMetric = ({ metric }: Pick<Anomaly, 'metric'>): string => words.metrics[metric] ?? metric;

/** What was, what is usual, and how far the usual goes. */
export function explainAnomaly(anomaly: Anomaly): string {
  const { metric, observed, expected, low, high, method } = anomaly;
  const was = words.was(
    formatObserved(metric, observed),
    formatObserved(metric, expected),
    words.methods[method],
  );
  const edge = anomaly.kind === 'drop' ? low : high;
  if (edge === null) return `${was}.`;
  const bound = anomaly.kind === 'drop' ? words.from : words.upTo;
  return `${was}, ${bound(formatObserved(metric, edge))}.`;
}

/** When an anomaly was, or since when it is. */
export function anomalyTime({ start, end, ended }: Pick<Anomaly, 'start' | 'end' | 'ended'>): string {
  const from = formatDayClock(toMs(start));
  if (end === null) return words.goesOn(from);
  const to = formatClock(toMs(end));
  return ended === 'learned' ? words.learned(from, to) : words.returned(from, to);
}
