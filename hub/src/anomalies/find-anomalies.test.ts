import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Anomaly, findAnomalies } from './find-anomalies.ts';
import { anomalyMetrics } from './metrics.ts';
import type { HourlySeries } from './season.ts';
import {
  amountSeries,
  countSeries,
  type Fault,
  failureSeries,
  flat,
  HOURS,
  officeShare,
  seeded,
} from './series-fixture.ts';

const WEEK = 168;
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const metricOf = (name: string) => {
  const found = anomalyMetrics.find((metric) => metric.name === name);
  if (!found) throw new Error(`no metric ${name}`);
  return found;
};
const runs = metricOf('runs');
/** Tuesday of the fourth week, 11 o'clock: two weeks are judged, two are learned from. */
const TUESDAY_11 = 3 * WEEK + 24 + 11;
const fault = (hours: number, times: number, at = TUESDAY_11): Fault[] => [{ at, hours, times }];
const office = (seed: number, faults: Fault[] = [], perHour = 60) =>
  countSeries(seeded(seed), perHour, officeShare, faults);
const latest = (found: readonly Anomaly[]) => found.filter(({ start }) => start >= TUESDAY_11 - 6);
/** First hour in which a series is judged out of the usual, when it is looked at hour by hour. */
function toldAt(series: HourlySeries, from: number, metric = runs): number | null {
  for (let hours = from + 1; hours <= Math.min(HOURS, from + 24); hours += 1) {
    const known = {
      values: series.values.subarray(0, hours),
      of: series.of?.subarray(0, hours) ?? null,
      seen: series.seen.subarray(0, hours),
    };
    if (findAnomalies(metric, known, from).length > 0) return hours - 1;
  }
  return null;
}

describe('faults that are planted into four weeks with office hours and weekends', () => {
  test.each(SEEDS)('a spike of three times is told in its first hour (seed %i)', (seed) => {
    const series = office(seed, fault(1, 3));
    expect(toldAt(series, TUESDAY_11)).toBe(TUESDAY_11);
    expect(latest(findAnomalies(runs, series, 2 * WEEK))).toEqual([
      expect.objectContaining({
        kind: 'spike',
        end: expect.any(Number),
        learned: false,
        method: 'hour_of_week',
      }),
    ]);
  });

  test.each(SEEDS)('a stop is told in its first hour though there are no rows (seed %i)', (seed) => {
    const series = office(seed, fault(2, 0));
    expect(toldAt(series, TUESDAY_11)).toBe(TUESDAY_11);
    const [drop] = latest(findAnomalies(runs, series, 2 * WEEK));
    expect(drop).toMatchObject({ kind: 'drop', start: TUESDAY_11, end: TUESDAY_11 + 2, learned: false });
    // Of two hours without a run the second is judged like the first.
    expect(drop?.observed).toBe(0);
    expect(drop?.expected).toBeGreaterThan(45);
    expect(drop?.low).toBeGreaterThan(10);
  });

  test.each(SEEDS)('a fall to a fifth is told within two hours (seed %i)', (seed) => {
    const told = toldAt(office(seed, fault(3, 0.2)), TUESDAY_11);
    expect(told).not.toBeNull();
    expect(told).toBeLessThanOrEqual(TUESDAY_11 + 1);
  });

  test.each(SEEDS)(
    'an agent of twenty runs an hour that stops is told within three hours (seed %i)',
    (seed) => {
      const told = toldAt(office(seed, fault(4, 0), 20), TUESDAY_11);
      expect(told).not.toBeNull();
      expect(told).toBeLessThanOrEqual(TUESDAY_11 + 2);
    },
  );

  test.each(SEEDS)('ten times the failures are told within two hours (seed %i)', (seed) => {
    const series = failureSeries(seeded(seed), 120, 0.02, officeShare, fault(2, 10));
    const told = toldAt(series, TUESDAY_11, metricOf('errors'));
    expect(told).not.toBeNull();
    expect(told).toBeLessThanOrEqual(TUESDAY_11 + 1);
    const [spike] = latest(findAnomalies(metricOf('errors'), series, 2 * WEEK));
    expect(spike?.kind).toBe('error_spike');
    expect(spike?.observed).toBeGreaterThan(0.1);
    expect(spike?.observed).toBeLessThan(0.35);
    expect(spike?.expected).toBeLessThan(0.05);
  });

  test.each([
    ['duration', 4],
    ['tokens_per_run', 2000],
    ['cost_per_run', 0.05],
    ['model_duration', 3],
    ['model_tokens_per_call', 1500],
  ])('twice the usual %s is told in its first hour', (name, mean) => {
    for (const seed of SEEDS) {
      const series = amountSeries(seeded(seed), 120, mean, officeShare, fault(2, 2));
      const [rise, ...more] = latest(findAnomalies(metricOf(name), series, 2 * WEEK));
      expect([rise?.kind, rise?.start, more]).toEqual(['rise', TUESDAY_11, []]);
      expect(rise?.observed).toBeCloseTo(2 * mean, -Math.log10(mean));
      expect(toldAt(series, TUESDAY_11, metricOf(name))).toBe(TUESDAY_11);
    }
  });

  test('three times the cost of an agent is told in its first hour', () => {
    for (const seed of SEEDS) {
      const { values, seen } = amountSeries(seeded(seed), 240, 0.05, officeShare, fault(2, 3));
      expect(toldAt({ values, of: null, seen }, TUESDAY_11, metricOf('cost'))).toBe(TUESDAY_11);
    }
  });

  test.each([
    [2, 'spike'],
    [0, 'drop'],
  ])('a change to %i times for good is told once, and then learned', (times, kind) => {
    for (const seed of SEEDS) {
      const series = countSeries(seeded(seed), 60, flat, fault(HOURS, times));
      const found = latest(findAnomalies(runs, series, 2 * WEEK));
      expect(found).toEqual([expect.objectContaining({ kind, learned: true })]);
      expect((found[0]?.end ?? HOURS) - TUESDAY_11).toBeLessThan(24);
    }
  });

  test('what lasts has no end', () => {
    const series = office(1, fault(HOURS, 0, HOURS - 12));
    expect(findAnomalies(runs, series, HOURS - 24)).toEqual([
      expect.objectContaining({ kind: 'drop', start: HOURS - 12, end: null, learned: null }),
    ]);
  });

  test('a holiday is a drop', () => {
    // The Thursday of the fourth week is like a Sunday.
    const holiday = 3 * WEEK + 3 * 24;
    const found = findAnomalies(runs, office(3, fault(24, 0.1, holiday)), 2 * WEEK);
    expect(found.filter(({ kind }) => kind === 'drop').length).toBeGreaterThan(0);
    expect(found.filter(({ start }) => start >= holiday + 24)).toEqual([]);
  });
});

describe('clean weeks', () => {
  const clean = Array.from({ length: 40 }, (_, seed) => seed + 100);
  const inputs = (['flat', 'office'] as const).flatMap((name) =>
    [20, 60, 240].map((perHour) => [name, perHour] as const),
  );

  test('bring one false alarm in twenty weeks of a series at most', () => {
    let found = 0;
    let weeks = 0;
    for (const [name, perHour] of inputs) {
      const shape = name === 'flat' ? flat : officeShare;
      for (const seed of clean) {
        const amounts = amountSeries(seeded(seed), perHour, 4, shape);
        found += findAnomalies(runs, countSeries(seeded(seed), perHour, shape), 2 * WEEK).length;
        found += findAnomalies(metricOf('duration'), amounts, 2 * WEEK).length;
        found += findAnomalies(metricOf('cost'), { ...amounts, of: null }, 2 * WEEK).length;
        const failures = failureSeries(seeded(seed), perHour, 0.02, shape);
        found += findAnomalies(metricOf('errors'), failures, 2 * WEEK).length;
        weeks += 4 * 2;
      }
    }
    expect(weeks).toBe(1920);
    expect(found / weeks).toBeLessThanOrEqual(0.05);
  });

  test('have no drop on a weekend, the first one included', () => {
    for (const seed of clean) expect(findAnomalies(runs, office(seed), 0).filter(isOnWeekend)).toEqual([]);
  });

  test('have no spike on the second Monday', () => {
    for (const seed of clean)
      expect(findAnomalies(runs, office(seed), 0).filter(({ start }) => start < 2 * WEEK)).toEqual([]);
  });

  test('may have a short peak each night', () => {
    const nightly = (hour: number) => (hour % 24 === 2 ? 10 : 1);
    for (const seed of clean.slice(0, 10))
      expect(findAnomalies(runs, countSeries(seeded(seed), 30, nightly), 2 * WEEK)).toEqual([]);
  });

  test('may grow by a fifth from week to week', () => {
    const growing = (hour: number) => officeShare(hour) * 1.2 ** (hour / WEEK);
    const found = clean.map((seed) => findAnomalies(runs, countSeries(seeded(seed), 60, growing), 2 * WEEK));
    // Of 40 series, two weeks each.
    expect(found.flat().length).toBeLessThanOrEqual(4);
  });
});

const isOnWeekend = ({ kind, start }: Anomaly) => kind === 'drop' && Math.floor(start / 24) % 7 >= 5;

describe('an hour that is not over', () => {
  const upTo = (series: HourlySeries, lastShare: number, times = lastShare): HourlySeries => ({
    values: series.values
      .subarray(0, TUESDAY_11 + 1)
      .map((value, at) => (at === TUESDAY_11 ? value * times : value)),
    of: null,
    seen: series.seen.subarray(0, TUESDAY_11 + 1),
    lastShare,
  });

  test('is no drop for what is still to come', () => {
    for (const seed of SEEDS)
      for (const share of [0.1, 0.25, 0.5, 0.9])
        expect(latest(findAnomalies(runs, upTo(office(seed), share), 2 * WEEK))).toEqual([]);
  });

  test('is a drop when nothing came in half of it, and a spike when three hours came in half of one', () => {
    for (const seed of SEEDS) {
      const found = (times: number) => latest(findAnomalies(runs, upTo(office(seed), 0.5, times), 2 * WEEK));
      expect(found(0)).toEqual([expect.objectContaining({ kind: 'drop', end: null, observed: 0 })]);
      const [spike] = found(3);
      expect(spike?.kind).toBe('spike');
      // Of an hour: six times as many as usual.
      expect((spike?.observed ?? 0) / (spike?.expected ?? 1)).toBeGreaterThan(4);
    }
  });
});

describe('little history', () => {
  test('of less than a day tells nothing', () => {
    const { values, seen } = countSeries(seeded(1), 60, flat, fault(3, 10, 20), 23);
    expect(findAnomalies(runs, { values, of: null, seen }, 0)).toEqual([]);
  });

  test('of some days tells what is beyond the hours of the day and the last ones', () => {
    const series = countSeries(seeded(1), 60, flat, fault(2, 5, 100), 120);
    expect(findAnomalies(runs, series, 0)).toEqual([
      expect.objectContaining({ kind: 'spike', start: 100, method: 'hour_of_day' }),
    ]);
  });
});

describe('gaps of the hub', () => {
  const stopped = office(5, fault(3, 0));

  test('are no drops, neither at once nor a week later', () => {
    const seen = stopped.seen.slice().fill(0, TUESDAY_11, TUESDAY_11 + 3);
    expect(findAnomalies(runs, { ...stopped, seen }, 2 * WEEK)).toEqual([]);
  });

  test('do not teach that nothing runs then', () => {
    const gapped = office(5, [...fault(3, 0, TUESDAY_11 - WEEK), ...fault(1, 0)]);
    const seen = gapped.seen.slice().fill(0, TUESDAY_11 - WEEK, TUESDAY_11 - WEEK + 3);
    expect(findAnomalies(runs, { ...gapped, seen }, TUESDAY_11)).toHaveLength(1);
  });
});

test('whatever is counted, findings lie within the series, outside of their band, and follow each other', () => {
  const metric = fc.constantFrom(...anomalyMetrics);
  const figure = fc.oneof(fc.nat(100), fc.double({ min: 0, max: 1e12, noNaN: true }), fc.constant(0));
  const hours = fc.array(fc.tuple(figure, figure, fc.constantFrom(0, 1, 1, 1)), { maxLength: 500 });
  fc.assert(
    fc.property(metric, hours, fc.nat(500), (one, rows, from) => {
      const column = (at: 0 | 1 | 2) => Float64Array.from(rows, (row) => row[at]);
      const of = one.model === 'share' || one.model === 'mean' ? column(1) : null;
      const values =
        one.model === 'share' ? column(0).map((value, at) => Math.min(value, of?.[at] ?? 0)) : column(0);
      const found = findAnomalies(one, { values, of, seen: Uint8Array.from(column(2)) }, from);
      for (const [at, finding] of found.entries()) {
        expect(finding.start).toBeLessThan(rows.length);
        expect(finding.score).toBeGreaterThanOrEqual(1);
        expect(finding.start).toBeLessThan(finding.end ?? rows.length);
        const edge = finding.kind === 'drop' ? finding.low : finding.high;
        expect(Math.abs(finding.observed - finding.expected)).toBeGreaterThanOrEqual(
          Math.abs((edge ?? Number.NaN) - finding.expected) * 0.999,
        );
        if (at > 0) expect(finding.start).toBeGreaterThan(found[at - 1]?.start ?? -1);
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 100) },
  );
});
