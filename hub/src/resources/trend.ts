import { HOUR_US } from '../store/micros.ts';
import type { ResourcePoint } from './resource-source.ts';

export interface Trend {
  /** The newest value. */
  readonly now: number;
  readonly mean: number;
  readonly max: number;
  /** Growth an hour, of the straight line that fits best; null for one point. */
  readonly slopePerHour: number | null;
  readonly samples: number;
}

/** How a value went over time: null where there is none. The slope is ordinary least squares. */
export function trendOf(points: readonly ResourcePoint[]): Trend | null {
  const last = points.at(-1);
  if (last === undefined) return null;
  const samples = points.length;
  const mean = points.reduce((sum, { value }) => sum + value, 0) / samples;
  // Hours before the last one: small numbers, so that their squares are exact.
  const hours = points.map(({ timeUs }) => (timeUs - last.timeUs) / HOUR_US);
  const meanHour = hours.reduce((sum, hour) => sum + hour, 0) / samples;
  let across = 0;
  let along = 0;
  points.forEach(({ value }, at) => {
    const hour = (hours[at] ?? 0) - meanHour;
    across += hour * (value - mean);
    along += hour * hour;
  });
  return {
    now: last.value,
    mean,
    max: points.reduce((max, { value }) => Math.max(max, value), Number.NEGATIVE_INFINITY),
    slopePerHour: along === 0 ? null : across / along,
    samples,
  };
}
