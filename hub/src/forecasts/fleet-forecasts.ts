import { readKeptHours } from '../anomalies/hour-cache.ts';
import { endOf, hoursOf, wholeHours } from '../anomalies/hours.ts';
import { type HourlyFigures, readHours, readSeen } from '../anomalies/read-hours.ts';
import { knownCost } from '../cost/spending.ts';
import type { Database } from '../store/database.ts';
import { HOUR_US } from '../store/micros.ts';
import { type Forecast, forecastOf, type NoForecast } from './forecast.ts';

export const fleetForecastMetrics = ['load', 'failures', 'cost', 'tokens'] as const;
export type FleetForecastMetric = (typeof fleetForecastMetrics)[number];
export const forecastHorizons = ['1h', '24h', '7d', '30d'] as const;
export type ForecastHorizon = (typeof forecastHorizons)[number];

const figureOf = { load: 'runs', failures: 'failed', cost: 'costUsd', tokens: 'tokens' } as const;
/** An hour ahead is learned from hours, all else from days: both end with the last whole hour. */
export const horizons = {
  '1h': { stepHours: 1, horizon: 1, seasons: [168, 24], historyHours: 28 * 24 },
  '24h': { stepHours: 24, horizon: 1, seasons: [7], historyHours: 56 * 24 },
  '7d': { stepHours: 24, horizon: 7, seasons: [7], historyHours: 56 * 24 },
  '30d': { stepHours: 24, horizon: 30, seasons: [7], historyHours: 56 * 24 },
} as const satisfies Record<ForecastHorizon, object>;
/** Hours of a day that may be gaps: what is missing is taken for the mean of the others. */
const MAY_MISS = 4;
/** Days of the past that are told. */
const MOST_PAST = 28;

export interface ForecastQuestion {
  readonly metric: FleetForecastMetric;
  readonly horizon: ForecastHorizon;
  readonly agent?: string;
  readonly nowUs: number;
}

export interface FleetForecast {
  readonly forecast: Forecast | NoForecast;
  readonly fromUs: number;
  /** The days before it, oldest first; null is a day of which nothing is known. None of the hour from now on. */
  readonly past: readonly (number | null)[];
}

/** What will run, fail, be spent or be used from now on, and until when it is added up. */
export async function fleetForecast(
  database: Pick<Database, 'pool'>,
  project: string,
  { metric, horizon, agent, nowUs }: ForecastQuestion,
): Promise<FleetForecast> {
  const { stepHours, historyHours, ...options } = horizons[horizon];
  const past = { sinceUs: nowUs - historyHours * HOUR_US, untilUs: nowUs };
  const hours = wholeHours(hoursOf(past, 0, nowUs));
  const count = Math.floor(hours.count / stepHours) * stepHours;
  const fromUs = endOf(hours);
  const whole = { firstUs: fromUs - count * HOUR_US, count, lastShare: 1 };
  const [seen, [found]] = await Promise.all([
    readSeen(database, project, whole),
    agent === undefined
      ? readKeptHours(database, project, { hours: whole, by: 'all' }, nowUs)
      : readHours(database, project, { hours: whole, by: 'all', agent }),
  ]);
  if (metric === 'cost' && found && !isCostKnown(found.figures))
    return {
      forecast: { reason: 'No call of the past has a price.' },
      fromUs: stepHours > 1 ? fromUs : nowUs,
      past: [],
    };
  const values = found ? stepsOf(found.figures.runs, found.figures[figureOf[metric]], seen, stepHours) : [];
  if (stepHours > 1)
    return {
      forecast: forecastOf(values, { ...options, step: 'days' }),
      fromUs,
      past: values.slice(values.findIndex((value) => value !== null)).slice(-MOST_PAST),
    };
  const forecast = nextHour(values, options.seasons, (nowUs - fromUs) / HOUR_US);
  return { forecast, fromUs: nowUs, past: [] };
}

function isCostKnown(figures: HourlyFigures): boolean {
  const sum = (name: 'calls' | 'costUsd' | 'unpriced' | 'tokens') =>
    figures[name].reduce((all, one) => all + one, 0);
  const [calls, costPico, unpriced] = [sum('calls'), sum('costUsd') * 1e12, sum('unpriced')];
  return knownCost({ calls, costPico, unpriced, inputTokens: sum('tokens'), outputTokens: 0 }) !== null;
}

/** The hour from now on: the rest of this one of the clock, and the begin of the next ones. */
function nextHour(
  values: readonly (number | null)[],
  seasons: readonly number[],
  over: number,
): Forecast | NoForecast {
  const found = forecastOf(values, { horizon: 1, seasons, step: 'hours' });
  const further = forecastOf(values, { horizon: 3, seasons, step: 'hours' });
  if ('reason' in found || 'reason' in further) return found;
  const at = Math.floor(over);
  const share = over - at;
  const predicted = (1 - share) * (further.steps[at] ?? 0) + share * (further.steps[at + 1] ?? 0);
  const wider = found.predicted > 0 ? predicted / found.predicted : 1;
  return {
    ...found,
    predicted,
    low: Math.max(0, predicted - (found.predicted - found.low) * wider),
    high: predicted + (found.high - found.predicted) * wider,
    steps: [predicted],
    halfWidths: found.halfWidths.map((half) => half * wider),
  };
}

/** Sums of each step; null before the first run, and where most of a step is a gap. */
function stepsOf(
  runs: Float64Array,
  figure: Float64Array,
  seen: Uint8Array,
  stepHours: number,
): (number | null)[] {
  const first = runs.findIndex((count) => count > 0);
  if (first === -1) return [];
  return Array.from({ length: runs.length / stepHours }, (_, step) => {
    const start = step * stepHours;
    if (start + stepHours <= first) return null;
    let sum = 0;
    let known = 0;
    for (let hour = Math.max(start, first); hour < start + stepHours; hour += 1) {
      if (seen[hour] !== 1) continue;
      known += 1;
      sum += figure[hour] ?? 0;
    }
    return known === 0 || known < stepHours - MAY_MISS ? null : (sum * stepHours) / known;
  });
}
