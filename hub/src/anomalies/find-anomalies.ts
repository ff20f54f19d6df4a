import type { AnomalyMetric } from './metrics.ts';
import { deviationsOf, edgeOf, scoreOf } from './miss.ts';
import { PooledRate } from './pooled-rate.ts';
import { quantileOf, robustDeviation } from './quantile.ts';
import { type HourlySeries, Season, type SeasonMethod, type Usual } from './season.ts';

export const anomalyKinds = ['spike', 'drop', 'rise', 'error_spike'] as const;
export type AnomalyKind = (typeof anomalyKinds)[number];
export const anomalySeverities = ['info', 'warning', 'critical'] as const;
export type AnomalySeverity = (typeof anomalySeverities)[number];

/** Hours out of the usual, one after the other. Figures are of the hour, or of the hours up to it, that was farthest out. */
export interface Anomaly {
  readonly kind: AnomalyKind;
  /** Index of its first hour, and of the one after its last; null while it lasts. */
  readonly start: number;
  readonly end: number | null;
  /** Whether it ended because its level became the usual one; null while it lasts. */
  readonly learned: boolean | null;
  readonly observed: number;
  readonly expected: number;
  /** Edges of what would have been usual; null where nothing can be below. */
  readonly low: number | null;
  readonly high: number | null;
  /** Deviations from what was expected ÷ those of the band's edge: 1 is the edge. */
  readonly score: number;
  readonly severity: AnomalySeverity;
  /** Hours that what was expected was learned from. */
  readonly samples: number;
  readonly method: SeasonMethod;
}

const WARNING_SCORE = 1.5;
const CRITICAL_SCORE = 3;
/** Less of an hour says nothing yet. */
const LEAST_PART = 0.25;
/** Hours that are judged together: a small miss that lasts is as unlikely as a large one. */
const SPANS = [1, 2, 3, 6] as const;
const DAY = 24;
/** Hours before `from` that are judged too, so that deviations are known and faults teach nothing. */
const WARM_UP = 8 * DAY;
const MAX_RESIDUALS = 14 * DAY;
const ENOUGH_RESIDUALS = DAY;
const UNKNOWN_DEVIATION = { count: 2, share: 2, mean: 0.3, sum: 0.5 } as const;
/** Methods whose misses say how much a series varies. */
const LEARNED_METHOD = 'hour_of_week';
const LEAST_DEVIATION = { count: 1, share: 1, mean: 0.05, sum: 0.05 } as const;

interface Judged {
  readonly up: boolean;
  readonly score: number;
  /** First hour of those judged together. */
  readonly start: number;
  readonly value: number;
  readonly expected: number;
  readonly of: number;
  readonly deviation: number;
  readonly samples: number;
  readonly method: SeasonMethod;
}

/** What was out of the usual from the hour `from` to the end of a series, oldest first; see docs/hub-predictions.md. */
export function findAnomalies(metric: AnomalyMetric, series: HourlySeries, from: number): Anomaly[] {
  const hours = series.values.length;
  const judged = judge(metric, series, Math.max(0, from - WARM_UP));
  const found: Anomaly[] = [];
  for (let at = 0; at < hours; at += 1) {
    const first = judged.outside[at];
    if (!first) continue;
    let worst = first;
    let last = at;
    let start = Math.min(at, first.start);
    // One hour within the band does not end what goes on.
    for (let next = at + 1; next < hours && next - last <= 2; next += 1) {
      const one = judged.outside[next];
      if (!one || one.up !== first.up) continue;
      last = next;
      start = Math.min(start, one.start);
      if (one.score > worst.score) worst = one;
    }
    if (last >= from) {
      const lasts = last >= hours - 2;
      found.push({
        kind: kindOf(metric, first.up),
        start,
        end: lasts ? null : last + 1,
        learned: lasts ? null : judged.learned.subarray(last + 1, last + 4).includes(1),
        ...figuresOf(metric, worst),
        severity:
          worst.score >= CRITICAL_SCORE ? 'critical' : worst.score >= WARNING_SCORE ? 'warning' : 'info',
      });
    }
    at = last;
  }
  return found;
}

const kindOf = ({ model }: AnomalyMetric, up: boolean): AnomalyKind =>
  up ? (model === 'share' ? 'error_spike' : model === 'count' ? 'spike' : 'rise') : 'drop';

function figuresOf(metric: AnomalyMetric, judged: Judged) {
  const { value, expected, of, deviation, score, samples, method } = judged;
  // Counts of several hours, or of a part of one, become those of one again, and failures their share.
  const per = metric.model === 'mean' ? 1 : 1 / of;
  const edge = (side: 'low' | 'high') => {
    const at = edgeOf(metric, side, expected, metric.model === 'share' ? of : 1, deviation);
    return at === null ? null : at * per;
  };
  return {
    observed: value * per,
    expected: expected * per,
    low: metric.direction === 'up' ? null : edge('low'),
    high: edge('high'),
    score,
    samples,
    method,
  };
}

interface Judgements {
  readonly outside: readonly (Judged | undefined)[];
  /** 1 where an hour is within its band only for what the last hours taught. */
  readonly learned: Uint8Array;
}

/** Judges the hours from `start` on, each by what was before it. */
function judge(metric: AnomalyMetric, series: HourlySeries, start: number): Judgements {
  const { values, seen } = series;
  const hours = values.length;
  const rates = ratesOf(metric, series);
  const past = metric.model === 'share' ? new PooledRate(series) : new Season(rates, seen);
  const outside = new Array<Judged | undefined>(hours);
  const learned = new Uint8Array(hours);
  const lows = new Float64Array(hours).fill(Number.NaN);
  const highs = new Float64Array(hours).fill(Number.NaN);
  const spread = new Spread(metric);
  const usual: Usual = {
    low: 0,
    high: 0,
    lastingLow: 0,
    lastingHigh: 0,
    method: 'recent_hours',
    samples: 0,
  };
  const isPerHour = metric.model === 'count' || metric.model === 'sum';
  const spans = metric.model === 'count' || metric.model === 'share' ? SPANS : [1];
  for (let at = Math.max(start, past.first); at < hours; at += 1) {
    if ((at - start) % DAY === 0) spread.renew();
    const rate = rates[at] ?? Number.NaN;
    if (seen[at] !== 1 || Number.isNaN(rate) || !past.usual(at, usual)) continue;
    // An hour that is not over had a part of it so far, and may be on its way from the level of the one before.
    const part = at === hours - 1 && isPerHour ? (series.lastShare ?? 1) : 1;
    if (part < LEAST_PART) continue;
    const of = metric.model === 'share' ? (series.of?.[at] ?? 0) : part;
    const value = metric.model === 'share' ? (values[at] ?? 0) : rate;
    const whole = series.of?.[at] ?? 1;
    const before = part < 1 ? at - 1 : -1;
    lows[at] = Math.min(usual.low, lows[before] ?? usual.low) * of;
    highs[at] = Math.max(usual.high, highs[before] ?? usual.high) * of;
    let worst: Judged | undefined;
    for (const span of spans) {
      const one = judgeSpan(metric, series, { at, span, lows, highs, spread, usual, value });
      if (one && one.score > (worst?.score ?? 0)) worst = one;
    }
    if (worst) {
      outside[at] = worst;
      for (let there = worst.start; there <= at; there += 1) past.leaveOut(there);
      continue;
    }
    const near = Math.min(Math.max(value, usual.lastingLow * of), usual.lastingHigh * of);
    if (value !== near && usual.samples > 0)
      learned[at] = scoreOf(metric, value, near, of, spread.of(near, usual.method, whole)) > 0 ? 1 : 0;
    // What is expected of less than two weeks is too wide to say how narrow it could be.
    if (usual.method === LEARNED_METHOD)
      spread.add(((usual.low + usual.high) / 2) * of, value, usual.samples, whole);
  }
  return { outside, learned };
}

interface SpanQuestion {
  readonly at: number;
  readonly span: number;
  readonly lows: Float64Array;
  readonly highs: Float64Array;
  readonly spread: Spread;
  readonly usual: Usual;
  readonly value: number;
}

/** The last `span` hours together, where each of them is known. */
function judgeSpan(metric: AnomalyMetric, series: HourlySeries, question: SpanQuestion): Judged | undefined {
  const { at, span, lows, highs, spread, usual, value } = question;
  const start = at - span + 1;
  let sum = value;
  let low = lows[at] ?? 0;
  let high = highs[at] ?? 0;
  const half = 1 + metric.margin / 2;
  const up = value > high;
  if (!up && (metric.direction === 'up' || value >= low)) return undefined;
  // The first and the last of several hours miss by themselves, so that a finding is no longer than its fault.
  for (const there of span > 1 ? [start, at] : []) {
    const count = series.values[there] ?? 0;
    if (up ? !(count >= (highs[there] ?? 0) * half) : !(count <= (lows[there] ?? 0) * (2 - half)))
      return undefined;
  }
  const last = at === series.values.length - 1 ? (series.lastShare ?? 1) : 1;
  let of = metric.model === 'share' ? (series.of?.[at] ?? 0) : span - 1 + last;
  for (let there = start; there < at; there += 1) {
    const [lowThere = Number.NaN, highThere = Number.NaN] = [lows[there], highs[there]];
    if (Number.isNaN(lowThere)) return undefined;
    sum += series.values[there] ?? 0;
    low += lowThere;
    high += highThere;
    if (metric.model === 'share') of += series.of?.[there] ?? 0;
  }
  const expected = up ? high : low;
  if (up ? sum <= expected : sum >= expected) return undefined;
  // A median of few is itself off by so much (its variance is that of a mean times π/2).
  const deviation =
    spread.of(expected / span, usual.method, series.of?.[at] ?? 1) *
    Math.sqrt(1 + Math.PI / 2 / usual.samples);
  const score = scoreOf(metric, sum, expected, metric.model === 'share' ? of : 1, deviation);
  const { method, samples } = usual;
  return score === 0 ? undefined : { up, score, start, value: sum, expected, of, deviation, samples, method };
}

/** Values as what one hour, one run or one call is expected to have; NaN where there is none, or too little to judge. */
function ratesOf({ model, least }: AnomalyMetric, { values, of }: HourlySeries): Float64Array {
  if (model === 'count' || model === 'sum' || of === null) return values;
  return values.map((value, at) => {
    const whole = of[at] ?? 0;
    return whole >= Math.max(1, least) ? value / whole : Number.NaN;
  });
}

/** How much a series misses what is expected of it in usual hours: apart for its quiet and its busy ones. */
class Spread {
  readonly #metric: AnomalyMetric;
  #expected: number[] = [];
  #residuals: number[] = [];
  #middle = Number.POSITIVE_INFINITY;
  #quiet: number;
  #busy: number;

  constructor(metric: AnomalyMetric) {
    this.#metric = metric;
    this.#quiet = UNKNOWN_DEVIATION[metric.model] * (metric.model === 'mean' ? Math.sqrt(metric.least) : 1);
    this.#busy = this.#quiet;
  }

  /** `whole` is what a mean is of: one of many varies less. */
  add(expected: number, value: number, samples: number, whole: number): void {
    if (expected <= 0 && value <= 0) return;
    this.#expected.push(expected);
    const inflated = Math.sqrt(1 + Math.PI / 2 / samples);
    const residual = deviationsOf(this.#metric, value, expected, inflated);
    this.#residuals.push(this.#metric.model === 'mean' ? residual * Math.sqrt(whole) : residual);
  }

  /** From the residuals of the last days. */
  renew(): void {
    if (this.#residuals.length < ENOUGH_RESIDUALS) return;
    this.#expected = this.#expected.slice(-MAX_RESIDUALS);
    this.#residuals = this.#residuals.slice(-MAX_RESIDUALS);
    const sorted = this.#expected.toSorted((a, b) => a - b);
    const [low, high] = [quantileOf(sorted, 0.1), quantileOf(sorted, 0.9)];
    // Halfway, in orders of magnitude, between night and day.
    this.#middle = Math.sqrt(Math.max(low, high / 100) * high);
    const of = (busy: boolean) => {
      const some = this.#residuals.filter((_, at) => (this.#expected[at] ?? 0) > this.#middle === busy);
      return robustDeviation(some.length >= ENOUGH_RESIDUALS / 2 ? some : this.#residuals);
    };
    this.#quiet = of(false);
    this.#busy = of(true);
  }

  of(expected: number, method: SeasonMethod, whole: number): number {
    const { model } = this.#metric;
    if (method !== LEARNED_METHOD) return UNKNOWN_DEVIATION[model];
    const deviation = expected > this.#middle ? this.#busy : this.#quiet;
    return Math.max(LEAST_DEVIATION[model], model === 'mean' ? deviation / Math.sqrt(whole) : deviation);
  }
}
