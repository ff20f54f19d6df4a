import { fitLevel } from './level.ts';
import { spreadOf } from './spread.ts';

export type ForecastMethod = 'seasonal' | 'trend' | 'mean';

/** What a series will add up to over the steps to come. */
export interface Forecast {
  readonly predicted: number;
  /** The truth lies between the two in nine of ten cases. */
  readonly low: number;
  readonly high: number;
  /** Steps that it was learned from. */
  readonly samples: number;
  readonly method: ForecastMethod;
  /** Step by step; together they are `predicted`. */
  readonly steps: readonly number[];
  /** Of each step half of its own interval, in which the truth lies in nine of ten cases. */
  readonly halfWidths: readonly number[];
}

export interface NoForecast {
  readonly reason: string;
}

export interface ForecastOptions {
  /** Steps to come that are added up. */
  readonly horizon: number;
  /**
   * Steps of a season, the longest first: 168 and 24 of hours, 7 of days. The first counts of which the series has two;
   * one of the shortest is needed.
   */
  readonly seasons?: readonly number[];
  /** Whether what is forecast can be below zero, as growth can. */
  readonly signed?: boolean;
  /** What a step is, for people. */
  readonly step?: 'hours' | 'days';
}

/** Where there is no season. */
const FEWEST = 3;
/** Fewer values are too few to tell a slope from chance. */
const FEWEST_FOR_TREND = 8;
/** Quantile of the normal distribution with a twentieth above it. */
const Z = 1.6449;

/**
 * What comes next of a series of equal steps, oldest first; null is a step of which nothing is known. Its level is
 * followed by exponential smoothing, with a damped slope where that did better in the past (Gardner and McKenzie 1985),
 * times a season by its place in the week or day (Winters 1960). The interval is that of the errors that the same
 * method would have made so far, one step ahead, carried over the horizon as Hyndman, Koehler, Ord and Snyder do (2008,
 * Forecasting with Exponential Smoothing, 6.1 and 6.4).
 */
export function forecastOf(
  values: readonly (number | null)[],
  { horizon, seasons = [], signed = false, step }: ForecastOptions,
): Forecast | NoForecast {
  const first = values.findIndex((value) => value !== null);
  const past = first === -1 ? [] : values.slice(first);
  const samples = past.filter((value) => value !== null).length;
  // Whoever has not seen one whole season says nothing of the weekend to come.
  const fewest = Math.max(FEWEST, seasons.at(-1) ?? 0);
  if (samples < fewest)
    return {
      reason: `Expected ${fewest} ${step ? `whole ${step}` : 'steps'} of the past at least, got ${samples}.`,
    };
  const season = seasons.find((length) => samples >= 2 * length);
  const fit = fitLevel(past, season ?? null, season !== undefined || samples >= FEWEST_FOR_TREND, signed);
  const steps = Array.from({ length: horizon }, (_, ahead) => fit.ahead(ahead));
  const predicted = steps.reduce((sum, step) => sum + step, 0);
  const spread = spreadOf(fit.errors, fit.fitted);
  // Each shock to come moves what follows it too.
  let variance = 0;
  let moved = 1;
  for (let left = 0; left < horizon; left += 1) {
    variance += (moved * spread.of(steps[horizon - 1 - left] ?? 0)) ** 2;
    moved += fit.carried(left + 1);
  }
  const student = studentOf(fit.errors.length - 1);
  const half = student * Math.sqrt(variance);
  const spreads = steps.map((step) => spread.of(step));
  const halfWidths = spreads.map((own, at) => {
    const carried = spreads.slice(0, at).map((one, before) => (fit.carried(at - before) * one) ** 2);
    return student * Math.sqrt(carried.reduce((sum, one) => sum + one, own ** 2));
  });
  return {
    predicted,
    low: signed ? predicted - half : Math.max(0, predicted - half),
    high: predicted + half,
    samples,
    method: season !== undefined ? 'seasonal' : fit.slopes ? 'trend' : 'mean',
    steps,
    halfWidths,
  };
}

/** The same quantile of Student's distribution (Abramowitz and Stegun, 26.7.5). */
function studentOf(freedom: number): number {
  const n = Math.max(1, freedom);
  return Z + (Z ** 3 + Z) / (4 * n) + (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / (96 * n * n);
}
