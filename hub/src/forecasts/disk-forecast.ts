import type { Database } from '../store/database.ts';
import { HOUR_US, isoOfMicros } from '../store/micros.ts';
import { type ForecastHorizon, horizons } from './fleet-forecasts.ts';
import { type Forecast, forecastOf, type NoForecast } from './forecast.ts';

export interface DiskLimit {
  readonly limit: 'OBSERVATORY_MAX_DATABASE_BYTES' | 'disk';
  /** Size of the database at which it is reached. */
  readonly bytes: number;
  /** Where the database goes on to grow as foretold; null where it does not grow, or not within ten years. */
  readonly reachedUs: number | null;
  /** The same where it grows as fast as the interval allows. */
  readonly earliestUs: number | null;
}

export interface DiskForecast {
  readonly forecast: Forecast | NoForecast;
  readonly fromUs: number;
  /** Size now; null where it was never stored. */
  readonly bytes: number | null;
  readonly limits: readonly DiskLimit[];
}

const TEN_YEARS_US = 10 * 365 * 24 * HOUR_US;

/** How large the database will be at the end of the horizon, from how it grew so far, and when it is as large as it may be. */
export async function diskForecast(
  { pool }: Pick<Database, 'pool'>,
  { horizon, nowUs, maxBytes }: { horizon: ForecastHorizon; nowUs: number; maxBytes: number | null },
): Promise<DiskForecast> {
  // A day ahead is learned from hours too: growth has no weekend that must have been seen.
  const {
    stepHours,
    historyHours,
    seasons,
    horizon: steps,
  } = horizon === '24h' ? { ...horizons['1h'], horizon: 24 } : horizons[horizon];
  const stepUs = stepHours * HOUR_US;
  const count = historyHours / stepHours;
  const { rows } = await pool.query<{ step: number; bytes: number; free: number | null }>(
    `SELECT DISTINCT ON (1) floor(extract(epoch FROM $1::timestamptz - sampled_at) / $3::float8)::int + 1 AS step,
            bytes::float8 AS bytes, free_bytes::float8 AS free
     FROM database_sizes WHERE sampled_at <= $1 AND sampled_at > $2 ORDER BY 1, sampled_at DESC`,
    [isoOfMicros(nowUs), isoOfMicros(nowUs - (count + 1) * stepUs), stepUs / 1e6],
  );
  const sizes = new Map(rows.map(({ step, bytes }) => [step, bytes]));
  const growth = Array.from({ length: count }, (_, at) => {
    const [before, after] = [sizes.get(count - at + 1), sizes.get(count - at)];
    return before === undefined || after === undefined ? null : after - before;
  });
  const [last] = rows;
  const step = stepHours > 1 ? 'days' : 'hours';
  const grown = forecastOf(growth, { horizon: steps, seasons, signed: true, step });
  if (last === undefined || 'reason' in grown)
    return {
      forecast: 'reason' in grown ? grown : { reason: 'The size was never stored.' },
      fromUs: nowUs,
      bytes: last?.bytes ?? null,
      limits: [],
    };
  const from = (bytes: number) => Math.max(0, last.bytes + bytes);
  const horizonUs = steps * stepUs;
  const reached = (bytes: number, growthBytes: number) => {
    if (bytes <= last.bytes) return nowUs;
    const inUs = ((bytes - last.bytes) / growthBytes) * horizonUs;
    return growthBytes > 0 && inUs < TEN_YEARS_US ? Math.round(nowUs + inUs) : null;
  };
  const limitOf = (limit: DiskLimit['limit'], bytes: number): DiskLimit => ({
    limit,
    bytes,
    reachedUs: reached(bytes, grown.predicted),
    earliestUs: reached(bytes, grown.high),
  });
  return {
    forecast: {
      ...grown,
      predicted: from(grown.predicted),
      low: from(grown.low),
      high: from(grown.high),
    },
    fromUs: nowUs,
    bytes: last.bytes,
    limits: [
      ...(maxBytes === null ? [] : [limitOf('OBSERVATORY_MAX_DATABASE_BYTES', maxBytes)]),
      ...(last.free === null ? [] : [limitOf('disk', last.bytes + last.free)]),
    ],
  };
}
