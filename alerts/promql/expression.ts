import { type MetricDefinition, prometheusLabel, prometheusName } from '@observatory/shim/conventions';
import type { ServerMetric } from './server-metrics.ts';

/** A PromQL expression; `L` are the labels that its series have, as far as they are known. */
export interface Expr<L extends string = string> {
  readonly promql: string;
  /** Only in types: what `sumBy` and the like may keep. */
  readonly labels?: L;
}

/** A series that a recording rule makes (alerts/recorded): what it is, in which unit, and from what. */
export interface Recorded<L extends string = string> {
  readonly record: string;
  /** The labels that its series have. */
  readonly by: readonly L[];
  readonly unit: string;
  readonly meaning: string;
  readonly expr: Expr;
  /** Labels that the rule adds to every series; several rules may make one record with labels of their own. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Keeps the labels in the type. */
export const recording = <const L extends string>(rule: Recorded<L>): Recorded<L> => rule;

/** A length of time as PromQL writes it. */
export type Window =
  | `${number}${'ms' | 's' | 'm' | 'h' | 'd' | 'w' | 'y'}`
  // In panels alone, where Grafana puts in what fits the width and the time that is looked at.
  | '$__rate_interval'
  | '$__interval'
  | '$__range';

type Definition = MetricDefinition | ServerMetric;
type OwnLabels<D extends Definition> = D['labels'][number];
/** What Prometheus and the collector put on every series beside its own labels. */
export type TargetLabel =
  | 'job'
  | 'instance'
  | 'service_name'
  | 'service_namespace'
  | 'deployment_environment_name'
  | 'host_name';

/** What a label must be: a text that it equals, or one of the functions below; all of several. */
export type Matcher = string | { readonly operator: '!=' | '=~' | '!~'; readonly value: string };
/** Not this value; `not('')` asks for a label that is there. */
export const not = (value: string): Matcher => ({ operator: '!=', value });
/** One of these values. */
export const oneOf = (...values: readonly string[]): Matcher => ({
  operator: '=~',
  value: values.map(escaped).join('|'),
});
/** A regular expression (RE2, anchored at both ends). */
export const matching = (value: string): Matcher => ({ operator: '=~', value });
/** Anything but what the regular expression matches. */
export const notMatching = (value: string): Matcher => ({ operator: '!~', value });

type Matchers<L extends string> = { readonly [label in L]?: Matcher | readonly Matcher[] };
type NotHistogram<D extends Definition> = D['kind'] extends 'histogram' ? never : D;
type IsHistogram<D extends Definition> = 'histogram' extends D['kind'] ? D : never;

/** The series of a counter or gauge of the conventions, or of a server. */
export function series<const D extends Definition>(
  metric: NotHistogram<D>,
  matchers: Matchers<OwnLabels<D> | TargetLabel> = {},
): Expr<OwnLabels<D> | TargetLabel> {
  return selector(nameOf(metric), matchers);
}

/** The series of a recording rule. */
export function recorded<L extends string>(rule: Recorded<L>, matchers: Matchers<L> = {}): Expr<L> {
  if (rule === undefined) throw new TypeError('there is no such recording rule');
  return selector(rule.record, matchers);
}

/** The buckets of a histogram, for `histogramQuantile`. */
export function buckets<const D extends Definition>(
  metric: IsHistogram<D>,
  matchers: Matchers<OwnLabels<D> | TargetLabel> = {},
): Expr<OwnLabels<D> | TargetLabel | 'le'> {
  return selector(`${nameOf(metric)}_bucket`, matchers);
}

/**
 * What a histogram counted up to `edge`, which must be one of its own bucket boundaries: between two of them nothing is
 * known. Throws a RangeError that names them otherwise.
 */
export function upTo<const D extends MetricDefinition>(
  metric: IsHistogram<D>,
  edge: number,
  matchers: Matchers<OwnLabels<D> | TargetLabel> = {},
): Expr<OwnLabels<D> | TargetLabel | 'le'> {
  const name = nameOf(metric);
  const edges = (metric as MetricDefinition).buckets ?? [];
  if (!edges.includes(edge)) {
    throw new RangeError(`${name} has no bucket that ends at ${edge}; it has ${edges.join(', ')}`);
  }
  // As Prometheus 3 stores it, however the sender wrote it.
  const le = Number.isInteger(edge) ? edge.toFixed(1) : String(edge);
  return selector(`${name}_bucket`, { le, ...matchers } as Record<string, Matcher>);
}

/** How much a histogram counted. */
export function observations<const D extends Definition>(
  metric: IsHistogram<D>,
  matchers: Matchers<OwnLabels<D> | TargetLabel> = {},
): Expr<OwnLabels<D> | TargetLabel> {
  return selector(`${nameOf(metric)}_count`, matchers);
}

/** The sum of what a histogram counted. */
export function total<const D extends Definition>(
  metric: IsHistogram<D>,
  matchers: Matchers<OwnLabels<D> | TargetLabel> = {},
): Expr<OwnLabels<D> | TargetLabel> {
  return selector(`${nameOf(metric)}_sum`, matchers);
}

const over =
  (name: string) =>
  <L extends string>(of: Expr<L>, window: Window): Expr<L> => ({
    promql: `${name}(${of.promql}[${window}])`,
  });

/** Increase a second of a counter. */
export const rate = over('rate');
/** Increase of a counter within the window. */
export const increase = over('increase');
export const averageOver = over('avg_over_time');
export const maxOver = over('max_over_time');
export const minOver = over('min_over_time');
export const sumOver = over('sum_over_time');
export const countOver = over('count_over_time');
export const lastOver = over('last_over_time');
export const deviationOver = over('stddev_over_time');
export const changesOver = over('changes');
/** 1 where there was anything. */
export const presentOver = over('present_over_time');

const by =
  (name: string) =>
  <L extends string, const K extends L>(labels: readonly K[], of: Expr<L>): Expr<K> => ({
    promql:
      labels.length === 0
        ? `${name}(${of.promql})`
        : `${name} by (${labels.map(prometheusLabel).join(', ')}) (${of.promql})`,
  });

export const sumBy = by('sum');
export const maxBy = by('max');
export const minBy = by('min');
export const averageBy = by('avg');
export const countBy = by('count');

/** The quantile of histograms; keeps the labels `labels`. `window` is what `rate` looks back on. */
export function quantileBy<L extends string, const K extends Exclude<L, 'le'>>(
  quantile: number,
  labels: readonly K[],
  of: Expr<L>,
  window: Window,
): Expr<K> {
  const kept = [...labels.map(prometheusLabel), 'le'].join(', ');
  return { promql: `histogram_quantile(${quantile}, sum by (${kept}) (rate(${of.promql}[${window}])))` };
}

/**
 * The quantile for a record, absent while nothing is observed: there `quantileBy` is no number, which every median or
 * last value over time would take for one.
 */
export function observedQuantileBy<L extends string, const K extends Exclude<L, 'le'>>(
  ...quantile: Parameters<typeof quantileBy<L, K>>
): Expr<K> {
  return { promql: `${quantileBy(...quantile).promql} >= 0` };
}

/**
 * A ratio whose denominator is above zero, so that nothing is divided by it: where nothing happened there is no ratio.
 * A numerator that is absent counts as zero.
 */
export function ratio<L extends string>(part: Expr<L>, whole: Expr<L>): Expr<L> {
  return promql`(${part} or 0 * ${whole}) / (${whole} > 0)` as Expr<L>;
}

/** PromQL as it is written, with expressions, numbers and windows put in. */
export function promql(texts: TemplateStringsArray, ...parts: readonly (Expr | number | Window)[]): Expr {
  const text = texts.reduce((sum, piece, index) => {
    const part = parts[index - 1];
    return sum + (typeof part === 'object' ? part.promql : numberOf(part)) + piece;
  });
  return { promql: text.trim() };
}

function numberOf(part: number | string | undefined): string {
  if (typeof part === 'number' && !Number.isFinite(part))
    throw new RangeError(`expected a finite number, got ${part}`);
  return String(part ?? '');
}

function selector<L extends string>(
  name: string,
  matchers: Readonly<Record<string, Matcher | readonly Matcher[] | undefined>>,
): Expr<L> {
  const inside = Object.entries(matchers).flatMap(([label, matcher]) => {
    const all = matcher === undefined ? [] : Array.isArray(matcher) ? matcher : [matcher];
    return all.map((one: Matcher) => {
      const { operator, value } = typeof one === 'string' ? { operator: '=', value: one } : one;
      return `${prometheusLabel(label)}${operator}${JSON.stringify(value)}`;
    });
  });
  return { promql: inside.length === 0 ? name : `${name}{${inside.join(', ')}}` };
}

/** The name under which Prometheus has a metric; histograms add `_bucket`, `_sum` and `_count` to it. */
export function nameOf(metric: Definition): string {
  // Whoever did not run the compiler mistyped a name of the conventions.
  if (metric === undefined) throw new TypeError('there is no such metric in the conventions');
  return 'prometheus' in metric ? metric.prometheus : prometheusName(metric);
}

function escaped(value: string): string {
  return value.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
