import { seasonIndex } from './season-index.ts';

/** A level that was followed through a series, and what it would have foretold. */
export interface Fit {
  /** Errors one step ahead, and what was foretold each time. */
  readonly errors: readonly number[];
  readonly fitted: readonly number[];
  /** The step that lies so many behind the next one. */
  ahead(steps: number): number;
  /** Which share of a shock is still there so many steps later. */
  carried(steps: number): number;
  readonly slopes: boolean;
}

/** How fast the level follows, and of that the slope. 0 never moves: the mean. */
const ALPHAS = [0.02, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8] as const;
const BETAS = [0, 0.05, 0.15, 0.3] as const;
/** A slope fades, or it would run away over a long horizon. */
const DAMPING = 0.95;
/** A slope must foretell so much better than none. */
const WORTH = 0.97;

/** Follows the level with the smoothing that foretold the past best. */
export function fitLevel(
  values: readonly (number | null)[],
  season: number | null,
  maySlope: boolean,
  signed: boolean,
): Fit {
  const indices = season === null ? null : seasonsOf(values, season);
  let best: Run | undefined;
  for (const beta of maySlope ? BETAS : [0])
    for (const alpha of ALPHAS) {
      const run = follow(values, season, indices, alpha, beta);
      if (!best || run.squared < best.squared * (beta > 0 && best.beta === 0 ? WORTH : 1)) best = run;
    }
  const { alpha, beta, level, slope, errors, fitted } = best ?? follow(values, season, indices, 0.3, 0);
  const next = season === null ? null : seasonIndex(values, season, values.length);
  const faded = (steps: number) => (DAMPING * (1 - DAMPING ** steps)) / (1 - DAMPING);
  return {
    errors,
    fitted,
    slopes: beta > 0,
    ahead(steps) {
      const share = season === null ? 1 : (next?.[steps % season] ?? 1);
      const step = (level + slope * faded(steps + 1)) * share;
      return signed ? step : Math.max(0, step);
    },
    carried: (steps) => alpha + alpha * beta * faded(steps),
  };
}

/** The season as it was known at the begin of each of its rounds, so that nothing is foretold from what came later. */
function seasonsOf(values: readonly (number | null)[], season: number): (Float64Array | null)[] {
  const step = Math.max(1, Math.floor(season / 7));
  return Array.from({ length: Math.ceil(values.length / step) }, (_, at) =>
    seasonIndex(values, season, at * step),
  );
}

interface Run {
  readonly alpha: number;
  readonly beta: number;
  readonly level: number;
  readonly slope: number;
  readonly squared: number;
  readonly errors: number[];
  readonly fitted: number[];
}

function follow(
  values: readonly (number | null)[],
  season: number | null,
  indices: readonly (Float64Array | null)[] | null,
  alpha: number,
  beta: number,
): Run {
  const step = season === null ? 1 : Math.max(1, Math.floor(season / 7));
  // Errors of the first season are those of knowing nothing.
  const counted = season ?? Math.min(3, Math.floor(values.length / 3));
  const known = values.slice(0, season ?? 4).filter((value) => value !== null);
  let level = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
  let slope = 0;
  let squared = 0;
  const errors: number[] = [];
  const fitted: number[] = [];
  for (const [at, value] of values.entries()) {
    const index = indices?.[Math.floor(at / step)];
    const place = season === null ? 0 : (at - Math.floor(at / step) * step) % season;
    const share = index?.[place] ?? 1;
    const foretold = (level + DAMPING * slope) * share;
    const moved = level + DAMPING * slope;
    if (value === null) {
      level = moved;
      slope *= DAMPING;
      continue;
    }
    const error = value - foretold;
    if (at >= counted) {
      errors.push(error);
      fitted.push(foretold);
      squared += error * error;
    }
    if (season !== null && index === null) continue;
    // By its share: a busy hour says more about the level than a quiet one.
    const gain = season === null ? 1 : share / Math.max(1, share * share);
    level = moved + alpha * error * gain;
    slope = DAMPING * slope + alpha * beta * error * gain;
  }
  return { alpha, beta, level, slope, squared, errors, fitted };
}
