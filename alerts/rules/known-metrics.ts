import * as conventions from '@observatory/shim/conventions';
import { nameOf } from '../promql/expression.ts';
import { serverMetrics } from '../promql/server-metrics.ts';

/** A series as functions see it: what only grows until it starts anew, or a value of the moment. */
export type SeriesKind = 'counter' | 'gauge';

/** All series that the stack can have without a recording rule, by name; `teamPrefix` is that of the team metrics. */
export function metricKinds(teamPrefix: string): ReadonlyMap<string, SeriesKind> {
  const { fleetMetrics, hubMetrics, shimMetrics, platformMetrics, genAiMetrics, teamMetrics } = conventions;
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
      .flatMap((metric): [string, SeriesKind][] => {
        const name = nameOf(metric);
        if (metric.kind === 'histogram') {
          return ['bucket', 'count', 'sum'].map((part) => [`${name}_${part}`, 'counter']);
        }
        return [[name, metric.kind === 'counter' ? 'counter' : 'gauge']];
      }),
  );
}
