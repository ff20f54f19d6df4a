import { type MetricDefinition, prometheusLabel, prometheusName } from '@observatory/shim/conventions';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Instruments of the hub's own registry, made from the conventions' definitions. */

type Labels<D extends MetricDefinition> = D['labels'][number];

/** What prom-client wants to know of an instrument. */
export function options<D extends MetricDefinition>(definition: D, registry: Registry) {
  return {
    name: prometheusName(definition),
    help: definition.description,
    labelNames: definition.labels.map(prometheusLabel) as Labels<D>[],
    registers: [registry],
  };
}

export function counter<D extends MetricDefinition>(definition: D, registry: Registry): Counter<Labels<D>> {
  return new Counter(options(definition, registry));
}

export function gauge<D extends MetricDefinition>(
  definition: D,
  registry: Registry,
  collect?: (gauge: Gauge<Labels<D>>) => void | Promise<void>,
): Gauge<Labels<D>> {
  const instrument: Gauge<Labels<D>> = new Gauge({
    ...options(definition, registry),
    ...(collect ? { collect: () => collect(instrument) } : {}),
  });
  return instrument;
}

export function histogram<D extends MetricDefinition>(
  definition: D,
  registry: Registry,
): Histogram<Labels<D>> {
  return new Histogram({ ...options(definition, registry), buckets: [...(definition.buckets ?? [])] });
}
