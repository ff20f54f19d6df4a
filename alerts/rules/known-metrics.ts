import * as conventions from '@observatory/shim/conventions';
import { nameOf } from '../promql/expression.ts';
import { serverMetrics } from '../promql/server-metrics.ts';

/** A series as functions see it: what only grows until it starts anew, or a value of the moment. */
export type SeriesKind = 'counter' | 'gauge';

/** What is known of a series: its kind, and the labels that its own metric gives it, in Prometheus' form. */
export interface KnownSeries {
  readonly kind: SeriesKind;
  readonly labels: readonly string[];
}

/** All series that the stack can have without a recording rule, by name; `teamPrefix` is that of the team metrics. */
export function knownSeries(teamPrefix: string): ReadonlyMap<string, KnownSeries> {
  const {
    prometheusLabel,
    fleetMetrics,
    hubMetrics,
    shimMetrics,
    platformMetrics,
    genAiMetrics,
    teamMetrics,
  } = conventions;
  const groups: readonly Readonly<Record<string, Parameters<typeof nameOf>[0]>>[] = [
    fleetMetrics,
    hubMetrics,
    shimMetrics,
    platformMetrics,
    genAiMetrics,
    teamMetrics(teamPrefix),
    conventions.processMetrics,
    conventions.runtimeMetrics,
    serverMetrics,
  ];
  return new Map(
    groups
      .flatMap((group) => Object.values(group))
      .flatMap((metric): [string, KnownSeries][] => {
        const name = nameOf(metric);
        const labels = metric.labels.map(prometheusLabel);
        if (metric.kind === 'histogram') {
          return ['bucket', 'count', 'sum'].map((part) => [`${name}_${part}`, { kind: 'counter', labels }]);
        }
        return [[name, { kind: metric.kind === 'counter' ? 'counter' : 'gauge', labels }]];
      }),
  );
}

/** The kinds of the same series. */
export function metricKinds(teamPrefix: string): ReadonlyMap<string, SeriesKind> {
  return new Map([...knownSeries(teamPrefix)].map(([name, { kind }]) => [name, kind]));
}
