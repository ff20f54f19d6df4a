import type { AnomalyMetric } from './metrics.ts';
import type { HourlyFigures } from './read-hours.ts';
import type { HourlySeries } from './season.ts';

type Parts = readonly [value: keyof HourlyFigures, of?: keyof HourlyFigures];

/** What each metric is made of: sums, or what is divided by what. */
const parts: Readonly<Record<string, Parts>> = {
  runs: ['runs'],
  errors: ['failed', 'ended'],
  duration: ['durationS', 'ended'],
  tool_calls: ['toolCalls', 'runs'],
  tokens_per_run: ['tokens', 'runs'],
  cost_per_run: ['costUsd', 'runs'],
  cost: ['costUsd'],
  model_calls: ['calls'],
  model_errors: ['callsFailed', 'callsEnded'],
  model_duration: ['callDurationS', 'callsEnded'],
  model_tokens_per_call: ['tokens', 'callsEnded'],
  model_cost: ['costUsd'],
};

/** The series of a metric; null where there never was anything of it. */
export function seriesOf(
  { name }: AnomalyMetric,
  figures: HourlyFigures,
  seen: Uint8Array,
  lastShare: number,
): HourlySeries | null {
  const [value, of] = parts[name] ?? [];
  if (value === undefined) return null;
  const values = figures[value];
  const whole = of === undefined ? null : figures[of];
  if (!(whole ?? values).some((one) => one > 0) || !values.some((one) => one > 0)) return null;
  return { values, of: whole, seen, lastShare };
}
