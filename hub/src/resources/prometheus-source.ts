import { Attr, prometheusLabel, prometheusName } from '@observatory/shim/conventions';
import type { Prometheus } from '../integrations/prometheus.ts';
import { type ResourceMetric, resourceMetrics } from './resource-names.ts';
import type { ResourceQuestion, ResourceSource } from './resource-source.ts';

const SERVICE = prometheusLabel(Attr.serviceName);
/** Over less a rate may lack its two samples. */
const MIN_WINDOW_S = 300;

/** What Prometheus knows of the same metrics, under the names that OTLP gives them there. */
export function prometheusSource(prometheus: Prometheus): ResourceSource {
  return {
    name: 'prometheus',
    async read(_project, question) {
      const { sinceUs, untilUs, stepS } = question;
      const found = await Promise.all(
        resourceMetrics.map(async (metric) => {
          const series = await prometheus.range(queryOf(metric, question), { sinceUs, untilUs, stepS });
          return series.flatMap(({ labels, points }) => {
            const finite = points.filter(({ value }) => Number.isFinite(value));
            if (finite.length === 0) return [];
            const { scope, resource } = metric;
            return [{ service: labels[SERVICE] ?? '', scope, resource, points: finite }];
          });
        }),
      );
      return found.flat();
    },
  };
}

/** PromQL; values of labels are quoted as JSON, whose escapes PromQL has too. */
export function queryOf(
  { metric, kind, unit, part }: ResourceMetric,
  { service, stepS }: Pick<ResourceQuestion, 'service' | 'stepS'>,
): string {
  const name = prometheusName({ name: metric, kind: kind === 'counter' ? 'counter' : 'upDownCounter', unit });
  const ofService = service === null ? [] : [`${SERVICE}=${JSON.stringify(service)}`];
  const value = (matchers: readonly string[]) => {
    const series = `${name}{${[...ofService, ...matchers].join(',')}}`;
    return kind === 'counter' ? `rate(${series}[${Math.max(MIN_WINDOW_S, stepS)}s])` : series;
  };
  if (part === null) return `sum by (${SERVICE}) (${value([])})`;
  const values = JSON.stringify(part.values.join('|'));
  const labels = part.attributes.map(prometheusLabel);
  const matched = part.not
    ? value(labels.map((label) => `${label}!~${values}`))
    : labels.map((label) => value([`${label}=~${values}`])).join(' or ');
  return `sum by (${SERVICE}) (${matched})`;
}
