import { countSeries, flat, normalOf, officeShare, seeded } from '../src/anomalies/series-fixture.ts';
import { forecastOf } from '../src/forecasts/forecast.ts';

/**
 * Forecasts of synthetic agents of four weeks, beside two that need no method: the same hours of last week, and the mean of
 * the last 24 hours. Mean absolute percentage errors of the sum over the horizon, and how often the interval held it.
 */
const SERIES = 100;
const HISTORY = 28 * 24;
const WEEK = 168;
const drifting = (random: () => number) => {
  const levels = [1];
  for (let day = 1; day < 80; day += 1)
    levels.push((levels[day - 1] ?? 1) * Math.exp(0.08 * normalOf(random)));
  return (hour: number) => officeShare(hour) * (levels[Math.floor(hour / 24)] ?? 1);
};
const shapes = {
  flat: () => flat,
  'office hours and weekends': () => officeShare,
  'the same, growing 15 % a week': () => (hour: number) => officeShare(hour) * 1.15 ** (hour / WEEK),
  'the same, its level drifting': drifting,
} as const;
const horizons = [
  ['1h', { step: 1, horizon: 1, seasons: [168, 24] }],
  ['24h', { step: 24, horizon: 1, seasons: [7] }],
  ['7d', { step: 24, horizon: 7, seasons: [7] }],
  ['30d', { step: 24, horizon: 30, seasons: [7] }],
] as const;
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((all, value) => all + value, 0);
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const line = (...cells: readonly string[]) =>
  process.stdout.write(
    `| ${cells.map((cell, at) => (at === 0 ? cell.padEnd(30) : cell.padStart(14))).join(' | ')} |\n`,
  );

line('series', 'horizon', 'hub', 'last week', 'ratio', 'mean of 24 h', 'ratio', 'within');
for (const [name, shapeOf] of Object.entries(shapes))
  for (const [length, { step, horizon, seasons }] of horizons) {
    const errors = { hub: 0, week: 0, mean: 0 };
    let held = 0;
    let all = 0;
    for (const perHour of [20, 60, 600])
      for (let seed = 1; seed <= SERIES; seed += 1) {
        const random = seeded(seed * 15_485_863 + perHour);
        const shape = shapeOf(random);
        const hours = HISTORY + step * horizon;
        const { values } = countSeries(random, perHour, (hour) => shape(hour + (seed % WEEK)), [], hours);
        const truth = sum(values.subarray(HISTORY));
        if (truth === 0) continue;
        const steps = Array.from({ length: HISTORY / step }, (_, at) =>
          sum(values.subarray(at * step, (at + 1) * step)),
        );
        const found = forecastOf(steps, { horizon, seasons });
        if ('reason' in found) continue;
        const week = sum(
          Array.from({ length: step * horizon }, (_, at) => values[HISTORY - WEEK + (at % WEEK)] ?? 0),
        );
        const mean = (sum(values.subarray(HISTORY - 24, HISTORY)) / 24) * step * horizon;
        all += 1;
        errors.hub += Math.abs(found.predicted - truth) / truth;
        errors.week += Math.abs(week - truth) / truth;
        errors.mean += Math.abs(mean - truth) / truth;
        if (found.low <= truth && truth <= found.high) held += 1;
      }
    line(
      name,
      length,
      percent(errors.hub / all),
      percent(errors.week / all),
      (errors.hub / errors.week).toFixed(2),
      percent(errors.mean / all),
      (errors.hub / errors.mean).toFixed(2),
      percent(held / all),
    );
  }
