import { findAnomalies } from '../src/anomalies/find-anomalies.ts';
import { type AnomalyMetric, anomalyMetrics } from '../src/anomalies/metrics.ts';
import type { HourlySeries } from '../src/anomalies/season.ts';
import {
  amountSeries,
  countSeries,
  type Fault,
  failureSeries,
  flat,
  officeShare,
  seeded,
} from '../src/anomalies/series-fixture.ts';

/**
 * Faults planted into four weeks of synthetic agents, and weeks without any: what the hub finds, beside a plain z-score over the
 * last 24 hours on the same hours (more than three standard deviations off).
 */
const SEEDS = 20;
const WEEK = 168;
const FROM = 2 * WEEK;
const WEEKS = 2;
/** Tuesday of the fourth week, 11 o'clock. */
const AT = 3 * WEEK + 24 + 11;
const DAY = 24;
const shapes = { flat, office: officeShare } as const;
const rates = [20, 60, 240] as const;

interface Span {
  readonly start: number;
  readonly end: number;
}
type Detector = (metric: AnomalyMetric, series: HourlySeries) => Span[];

const hub: Detector = (metric, series) =>
  findAnomalies(metric, series, FROM).map(({ start, end }) => ({ start, end: end ?? series.values.length }));

const zScore: Detector = ({ direction, model, least }, { values, of }) => {
  const found: Span[] = [];
  const rateOf = (at: number) => {
    const [value, whole] = [values[at] ?? 0, of?.[at] ?? 1];
    return of !== null && whole < Math.max(1, least) ? Number.NaN : value / (model === 'sum' ? 1 : whole);
  };
  for (let at = FROM; at < values.length; at += 1) {
    const before = Array.from({ length: DAY }, (_, back) => rateOf(at - 1 - back)).filter(
      (rate) => !Number.isNaN(rate),
    );
    const mean = before.reduce((sum, rate) => sum + rate, 0) / before.length;
    const deviation = Math.sqrt(before.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / before.length);
    const off = (rateOf(at) - mean) / deviation;
    if (!(off > 3 || (direction === 'both' && off < -3))) continue;
    const last = found.at(-1);
    if (last && at - last.end <= 1) found[found.length - 1] = { start: last.start, end: at + 1 };
    else found.push({ start: at, end: at + 1 });
  }
  return found;
};
const detectors = { hub, 'z-score of 24 h': zScore } as const;

const metricOf = (name: string): AnomalyMetric => {
  const metric = anomalyMetrics.find((one) => one.name === name);
  if (!metric) throw new Error(`no metric ${name}`);
  return metric;
};
type Make = (seed: number, perHour: number, shape: (hour: number) => number, faults: Fault[]) => HourlySeries;
const inputs: Readonly<Record<string, Make>> = {
  runs: (seed, perHour, shape, faults) => countSeries(seeded(seed), perHour, shape, faults),
  errors: (seed, perHour, shape, faults) => failureSeries(seeded(seed), perHour, 0.02, shape, faults),
  duration: (seed, perHour, shape, faults) => amountSeries(seeded(seed), perHour, 4, shape, faults),
  cost: (seed, perHour, shape, faults) => ({
    ...amountSeries(seeded(seed), perHour, 0.05, shape, faults),
    of: null,
  }),
};
const planted = [
  ['runs', 'three times as many, 1 h', 1, 3],
  ['runs', 'a fifth of them, 2 h', 2, 0.2],
  ['runs', 'none, 2 h', 2, 0],
  ['runs', 'twice as many, for good', 9999, 2],
  ['runs', 'none, for good', 9999, 0],
  ['errors', 'ten times the failures, 2 h', 2, 10],
  ['duration', 'twice as long, 2 h', 2, 2],
  ['cost', 'three times the price, 2 h', 2, 3],
] as const;

const line = (...cells: readonly string[]) =>
  process.stdout.write(
    `| ${cells.map((cell, at) => (at < 2 ? cell.padEnd(30) : cell.padStart(22))).join(' | ')} |\n`,
  );

function count(name: string, hours: number, times: number): string[] {
  const metric = metricOf(name);
  const make = inputs[name];
  return Object.values(detectors).map((detect) => {
    let found = 0;
    let all = 0;
    let late = 0;
    for (const shape of Object.values(shapes))
      for (const perHour of rates)
        for (let seed = 1; seed <= SEEDS; seed += 1) {
          const series = make?.(seed * 7919 + perHour, perHour, shape, [{ at: AT, hours, times }]);
          if (!series) continue;
          const hits = detect(metric, series).filter(
            ({ start, end }) => start < Math.min(AT + hours, AT + DAY) && end > AT,
          );
          all += 1;
          if (hits.length > 0) found += 1;
          late += Math.max(0, (hits[0]?.start ?? AT) - AT);
        }
    return `${found} of ${all}${found > 0 ? `, after ${(late / found).toFixed(1)} h` : ''}`;
  });
}

function falseAlarms(name: string): number[] {
  const metric = metricOf(name);
  return Object.values(detectors).map((detect) => {
    let found = 0;
    let weeks = 0;
    for (const shape of Object.values(shapes))
      for (const perHour of rates)
        for (let seed = 1; seed <= SEEDS; seed += 1) {
          const series = inputs[name]?.(seed * 104_729 + perHour, perHour, shape, []);
          found += series ? detect(metric, series).length : 0;
          weeks += WEEKS;
        }
    return found / weeks;
  });
}

line('input', 'fault', ...Object.keys(detectors));
for (const [name, fault, hours, times] of planted) line(name, fault, ...count(name, hours, times));
for (const name of Object.keys(inputs)) {
  const alarms = falseAlarms(name);
  const [ours = 0, plain = 0] = alarms;
  const ratio = ours === 0 ? '' : `, ${(plain / ours).toFixed(0)} times as many`;
  line(name, 'false alarms a series and week', ours.toFixed(3), `${plain.toFixed(2)}${ratio}`);
}
