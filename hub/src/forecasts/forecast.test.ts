import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countSeries, flat, normalOf, officeShare, seeded } from '../anomalies/series-fixture.ts';
import { type Forecast, forecastOf } from './forecast.ts';

function forecast(values: readonly (number | null)[], options: Parameters<typeof forecastOf>[1]): Forecast {
  const found = forecastOf(values, options);
  if ('reason' in found) throw new Error(found.reason);
  return found;
}
/** Working days of 100 and weekends of 10. */
const week = [100, 100, 100, 100, 100, 10, 10];

describe('a forecast', () => {
  test('of what never changes is the same again, without a doubt', () => {
    expect(forecast([5, 5, 5, 5, 5], { horizon: 3 })).toEqual({
      predicted: 15,
      low: 15,
      high: 15,
      samples: 5,
      method: 'mean',
      steps: [5, 5, 5],
      halfWidths: [0, 0, 0],
    });
  });

  test('of two weeks that are alike is the next days of that week', () => {
    // Twelve days later it is Saturday.
    const { predicted, method, steps, samples } = forecast([...week, ...week, ...week.slice(0, 5)], {
      horizon: 4,
      seasons: [7],
    });
    expect(steps).toEqual([10, 10, 100, 100].map((day) => expect.closeTo(day, 6)));
    expect([predicted, method, samples]).toEqual([expect.closeTo(220, 6), 'seasonal', 19]);
  });

  test('follows a slope, which fades', () => {
    const { steps, method } = forecast([10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120], { horizon: 5 });
    expect(method).toBe('trend');
    expect(steps[0]).toBeGreaterThan(125);
    expect(steps[0]).toBeLessThan(131);
    expect(steps[4]).toBeGreaterThan(145);
    expect(steps[4]).toBeLessThan(171);
  });

  test('of one step has the interval of the whole, and of later steps no narrower ones', () => {
    const values = [12, 9, 11, 10, 13, 8, 12, 10];
    const { predicted, high, halfWidths } = forecast(values, { horizon: 1 });
    expect(halfWidths).toEqual([expect.closeTo(high - predicted, 9)]);
    const [next = 0, , third = 0] = forecast(values, { horizon: 3 }).halfWidths;
    expect(next).toBeCloseTo(high - predicted, 9);
    expect(third).toBeGreaterThanOrEqual(next);
  });

  test('of next to nothing, and of much after it, has an interval that ends', () => {
    const values = [0, 0, null, null, 1e-236, 0, 0, 2e-140, 5e-152, 634_899_574.8];
    const { low, high } = forecast(values, { horizon: 2 });
    expect(low).toBe(0);
    expect(Number.isFinite(high)).toBe(true);
  });

  test('knows no slope of a few steps', () => {
    expect(forecast([10, 20, 30], { horizon: 1 }).method).toBe('mean');
  });

  test('says how much there is where that is too little', () => {
    expect(forecastOf([], { horizon: 1 })).toEqual({
      reason: 'Expected 3 steps of the past at least, got 0.',
    });
    expect(forecastOf([null, 1, null, 2], { horizon: 1 })).toEqual({
      reason: 'Expected 3 steps of the past at least, got 2.',
    });
    expect(forecastOf([1, 2, 3, 4, 5, 6], { horizon: 1, seasons: [7] })).toEqual({
      reason: 'Expected 7 steps of the past at least, got 6.',
    });
  });

  test('begins with what is first known, and goes over gaps', () => {
    const known = forecast([null, null, 5, 5, null, 5, 5], { horizon: 2 });
    expect(known).toMatchObject({ predicted: 10, samples: 4 });
  });

  test('of what cannot be negative is never below zero', () => {
    const { low, predicted } = forecast([100, 80, 60, 40, 20, 10, 4, 0, 0, 2, 0], { horizon: 5 });
    expect(low).toBe(0);
    expect(predicted).toBeGreaterThanOrEqual(0);
  });

  test('of growth may be below zero', () => {
    expect(forecast([-5, -5, -5, -5], { horizon: 2, signed: true }).predicted).toBe(-10);
  });
});

describe('the interval', () => {
  const SERIES = 70;
  /** A level that drifts by a twelfth each day. */
  const drifting = (random: () => number) => {
    const levels = [1];
    for (let day = 1; day < 70; day += 1)
      levels.push((levels[day - 1] ?? 1) * Math.exp(0.08 * normalOf(random)));
    return (hour: number) => officeShare(hour) * (levels[Math.floor(hour / 24)] ?? 1);
  };
  const shapes = {
    flat: () => flat,
    'with office hours and weekends': () => officeShare,
    'whose level drifts': drifting,
  };
  const horizons = [
    ['an hour', { step: 1, horizon: 1, seasons: [168, 24] }],
    ['a day', { step: 24, horizon: 1, seasons: [7] }],
    ['a week', { step: 24, horizon: 7, seasons: [7] }],
    ['a month', { step: 24, horizon: 30, seasons: [7] }],
  ] as const;

  test.each(
    Object.entries(shapes).flatMap(([name, shape]) =>
      horizons.map(([length, options]) => [length, name, shape, options] as const),
    ),
  )('of %s holds the truth of a series %s in 80 to 98 of 100 cases', (_length, _name, shape, options) => {
    const { step, horizon, seasons } = options;
    let held = 0;
    for (const perHour of [20, 60, 600]) {
      for (let seed = 1; seed <= SERIES; seed += 1) {
        const random = seeded(seed * 104_729 + perHour);
        const of = shape(random);
        const phase = seed % 24;
        const hours = 28 * 24 + horizon * step;
        const { values } = countSeries(random, perHour, (hour) => of(hour + phase), [], hours);
        const steps = Array.from({ length: hours / step }, (_, at) =>
          values.subarray(at * step, (at + 1) * step).reduce((sum, value) => sum + value, 0),
        );
        const truth = steps.slice(-horizon).reduce((sum, value) => sum + value, 0);
        const { low, high } = forecast(steps.slice(0, -horizon), { horizon, seasons });
        if (low <= truth && truth <= high) held += 1;
      }
    }
    expect(held / (3 * SERIES)).toBeGreaterThanOrEqual(0.8);
    expect(held / (3 * SERIES)).toBeLessThanOrEqual(0.98);
  });
});

test('whatever a series is, what is foretold is finite, lies within its interval, and is the sum of its steps', () => {
  const value = fc.option(
    fc.oneof(fc.nat(50), fc.double({ min: 0, max: 1e12, noNaN: true }), fc.constant(0)),
  );
  const seasons = fc.constantFrom([], [7], [24], [48, 24]);
  fc.assert(
    fc.property(
      fc.array(value, { maxLength: 120 }),
      fc.integer({ min: 1, max: 60 }),
      seasons,
      (values, horizon, of) => {
        const found = forecastOf(values, { horizon, seasons: of });
        if ('reason' in found) return;
        const { predicted, low, high, steps } = found;
        expect(Number.isFinite(predicted) && Number.isFinite(high)).toBe(true);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(predicted);
        expect(high).toBeGreaterThanOrEqual(predicted);
        expect(steps.reduce((sum, step) => sum + step, 0)).toBeCloseTo(predicted, 3);
      },
    ),
    { numRuns: Number(process.env.RUNS ?? 200) },
  );
});
