import type { Database } from '../store/database.ts';
import { isoOfMicros, microsOfTimestamp } from '../store/micros.ts';
import { type ResourceMetric, resourceMetrics } from './resource-names.ts';
import type { ResourcePoint, ResourceSeries, ResourceSource } from './resource-source.ts';

/** Series of metrics that are looked at: some hundred processes. */
const MAX_SERIES = 1000;

/** A value of one series: the last one within its step. */
export interface ResourceSample extends ResourcePoint {
  readonly seriesId: string;
  /** Begin of the step, microseconds. */
  readonly stepUs: number;
}

interface SampleRow {
  series: string;
  service: string;
  rule: number;
  step: string;
  time: string;
  value: number;
}

/** What services sent as OTLP metrics. Of each series one sample a step is read, whatever the stretch. */
export function storeSource({ pool }: Pick<Database, 'pool'>): ResourceSource {
  return {
    name: 'store',
    async read(project, { sinceUs, untilUs, service, stepS }) {
      const stepUs = stepS * 1e6;
      // A rate needs the sample before.
      const firstUs = Math.floor(sinceUs / stepUs) * stepUs - stepUs;
      const result = await pool.query<SampleRow>(
        `WITH rules AS (
           SELECT * FROM json_to_recordset($2) AS r (rule int, metric text, attributes text[], "values" text[], negated boolean)
         ), wanted AS MATERIALIZED (
           SELECT s.id, r.rule, src.service FROM rules r
           JOIN metric_series s ON s.project = $1 AND s.name = r.metric AND s.kind IN ('gauge', 'sum') AND s.temporality <> 1
           JOIN sources src ON src.project = s.project AND src.id = s.source_id
           WHERE ($3::text IS NULL OR src.service = $3)
             AND (r.attributes IS NULL
                  OR EXISTS (SELECT FROM unnest(r.attributes) AS a WHERE s.attributes->>a = ANY(r."values")) <> r.negated)
           ORDER BY s.id LIMIT ${MAX_SERIES}
         )
         SELECT w.id::text AS series, w.service, w.rule, steps.start AS step, m.time, m.value
         FROM wanted w
         CROSS JOIN generate_series($4::timestamptz, $5::timestamptz, make_interval(secs => $6)) AS steps(start)
         CROSS JOIN LATERAL (
           SELECT time, value FROM metric_samples
           WHERE project = $1 AND series_id = w.id AND minute >= steps.start AND minute >= $4
             AND minute < steps.start + make_interval(secs => $6) AND minute <= $5 AND value IS NOT NULL
           ORDER BY minute DESC LIMIT 1
         ) AS m
         ORDER BY w.id, steps.start`,
        [
          project,
          JSON.stringify(resourceMetrics.map(ruleOf)),
          service,
          isoOfMicros(firstUs),
          isoOfMicros(untilUs),
          stepS,
        ],
      );
      return seriesFrom(result.rows, sinceUs);
    },
  };
}

const ruleOf = ({ metric, part }: ResourceMetric, rule: number) => ({
  rule,
  metric,
  attributes: part?.attributes ?? null,
  values: part?.values ?? null,
  negated: part?.not === true,
});

function seriesFrom(rows: readonly SampleRow[], sinceUs: number): ResourceSeries[] {
  const groups = Map.groupBy(rows, ({ service, rule }) => JSON.stringify([service, rule]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const metric = first && resourceMetrics[first.rule];
    if (!first || !metric) return [];
    const samples = group.map(
      ({ series, step, time, value }): ResourceSample => ({
        seriesId: series,
        stepUs: microsOfTimestamp(step),
        timeUs: microsOfTimestamp(time),
        value,
      }),
    );
    const points = sumBySteps(metric.kind === 'counter' ? ratesOf(samples) : samples);
    const within = points.filter(({ timeUs }) => timeUs >= sinceUs);
    if (within.length === 0) return [];
    return [{ service: first.service, scope: metric.scope, resource: metric.resource, points: within }];
  });
}

/** Growth a second of counters since the sample before; a counter that fell began anew at 0. */
export function ratesOf(samples: readonly ResourceSample[]): ResourceSample[] {
  const before = new Map<string, ResourceSample>();
  return samples.flatMap((sample) => {
    const last = before.get(sample.seriesId);
    before.set(sample.seriesId, sample);
    if (last === undefined || sample.timeUs <= last.timeUs) return [];
    const grown = sample.value >= last.value ? sample.value - last.value : sample.value;
    return [{ ...sample, value: (grown * 1e6) / (sample.timeUs - last.timeUs) }];
  });
}

/** All series of a step together, at the time of the newest. */
export function sumBySteps(samples: readonly ResourceSample[]): ResourcePoint[] {
  const sums = new Map<number, ResourcePoint>();
  for (const { stepUs, timeUs, value } of samples) {
    const sum = sums.get(stepUs);
    sums.set(stepUs, {
      timeUs: Math.max(timeUs, sum?.timeUs ?? timeUs),
      value: value + (sum?.value ?? 0),
    });
  }
  return [...sums].sort(([a], [b]) => a - b).map(([, point]) => point);
}
