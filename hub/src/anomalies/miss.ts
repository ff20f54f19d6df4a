import type { AnomalyMetric } from './metrics.ts';

/** A share of fewer jumps with each failure: its floor is that of a hundred. */
const LEAST_OF = 100;
/** A count that is expected this seldom is expected no more seldom. */
const LEAST_EXPECTED = 0.1;

/**
 * How far a value is from what was expected, in deviations; negative below. Of a count, and of a share of many, it is the
 * root of the deviance of Poisson's distribution (McCullagh and Nelder, Generalized Linear Models, 2.4.3), which
 * stays true for small counts; of others the distance of the logarithms. `deviation` is that of such residuals.
 */
export function deviationsOf(
  { model, floor }: Pick<AnomalyMetric, 'model' | 'floor'>,
  value: number,
  expected: number,
  deviation: number,
): number {
  if (model === 'count' || model === 'share') {
    const mean = Math.max(expected, LEAST_EXPECTED);
    const deviance = 2 * ((value > 0 ? value * Math.log(value / mean) : 0) - (value - mean));
    return (Math.sign(value - mean) * Math.sqrt(Math.max(0, deviance))) / deviation;
  }
  // What is far below the floor is alike, or the logarithm of nearly nothing would be a large step.
  const little = floor / 10;
  return Math.log((value + little) / (expected + little)) / deviation;
}

/** What is to be missed at least, beside deviations: a share of what is expected, and the floor. `of` is what a share is of. */
function leastMiss({ model, margin, floor }: AnomalyMetric, expected: number, of: number): number {
  const least = model === 'share' ? floor * Math.max(of, LEAST_OF) : floor;
  return Math.max(margin * expected, least);
}

/** How far out of the usual, as a share of the deviations that the band has: 1 or more is outside, 0 is within. */
export function scoreOf(
  metric: AnomalyMetric,
  value: number,
  expected: number,
  of: number,
  deviation: number,
): number {
  if (Math.abs(value - expected) < leastMiss(metric, expected, of)) return 0;
  const score = Math.abs(deviationsOf(metric, value, expected, deviation)) / metric.deviations;
  return score < 1 ? 0 : score;
}

/** The band's edge above or below what is expected; null where nothing can be below. */
export function edgeOf(
  metric: AnomalyMetric,
  side: 'high' | 'low',
  expected: number,
  of: number,
  deviation: number,
): number | null {
  const miss = leastMiss(metric, expected, of);
  const beyond = (value: number) =>
    Math.abs(deviationsOf(metric, value, expected, deviation)) >= metric.deviations;
  if (side === 'low') {
    if (expected < miss || !beyond(0)) return null;
    return Math.min(expected - miss, edgeBetween(expected, 0, beyond));
  }
  let far = Math.max(expected, 1);
  while (!beyond(far) && Number.isFinite(far)) far *= 2;
  return Math.max(expected + miss, edgeBetween(expected, far, beyond));
}

const HALVINGS = 40;

/** Where `beyond` begins to hold on the way from what is within to what is beyond. */
function edgeBetween(within: number, outside: number, beyond: (value: number) => boolean): number {
  let near = within;
  let far = outside;
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (near + far) / 2;
    if (beyond(middle)) far = middle;
    else near = middle;
  }
  return far;
}
