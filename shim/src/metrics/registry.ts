import { followConfig } from '../config/current-config.ts';
import {
  genAiMetrics,
  type MetricDefinition,
  platformMetrics,
  processMetrics,
  prometheusName,
  runtimeMetrics,
  shimMetrics,
  teamMetrics,
} from '../conventions/index.ts';
import { Metric } from './metric.ts';

/** More metrics than this are a mistake, such as an id within a name. */
const MAX_METRICS = 1000;

/** A metric of the conventions; `own` ones are recorded by the shim alone. */
interface Convention {
  readonly definition: MetricDefinition;
  readonly own: boolean;
}

const conventions = new Map<string, Convention>();
/** All that is recorded, by its name in OpenTelemetry. */
const metrics = new Map<string, Metric>();
/** Whose a name in Prometheus is, by the owner's name in OpenTelemetry. */
const owners = new Map<string, string>();

const { logEvents, logProcessingDuration, ...ofServices } = platformMetrics;
introduce([...Object.values(ofServices), ...Object.values(genAiMetrics)], false);
introduce([logEvents, logProcessingDuration], true);
for (const group of [shimMetrics, processMetrics, runtimeMetrics]) introduce(Object.values(group), true);
followConfig((config) => {
  const { cpuUsage, memoryUsage, ...ofTeams } = teamMetrics(config.metrics.prefix);
  introduce(Object.values(ofTeams), false);
  introduce([cpuUsage, memoryUsage], true);
});

function introduce(definitions: readonly MetricDefinition[], own: boolean): void {
  for (const definition of definitions) {
    if (conventions.has(definition.name)) continue;
    conventions.set(definition.name, { definition, own });
    claim(definition);
  }
}

/** The metric of a definition in the conventions. */
export function metricOf(definition: MetricDefinition): Metric {
  return metrics.get(definition.name) ?? keep(new Metric(definition, true));
}

/** The metric that has this name in OpenTelemetry, or is to have it; `own` where the shim alone records it. */
export function knownMetric(name: string): Metric | 'own' | undefined {
  const convention = conventions.get(name);
  if (convention?.own) return 'own';
  return metrics.get(name) ?? (convention && metricOf(convention.definition));
}

/**
 * The metric that Prometheus keeps under the name of this definition, made where there is none. Gives a reason
 * where there can be none.
 */
export function metricLike(definition: MetricDefinition): Metric | 'own' | 'taken' | 'too many' {
  const name = prometheusName(definition);
  const owner = owners.get(name);
  if (owner !== undefined) {
    const known = knownMetric(owner) ?? 'taken';
    if (typeof known === 'string') return known;
    return prometheusName(known.definition) === name ? known : 'taken';
  }
  if (namesOf(definition).some((series) => owners.has(series))) return 'taken';
  if (metrics.size >= MAX_METRICS) return 'too many';
  claim(definition);
  return keep(new Metric(definition, false));
}

function keep(metric: Metric): Metric {
  metrics.set(metric.definition.name, metric);
  return metric;
}

function claim(definition: MetricDefinition): void {
  for (const name of namesOf(definition)) if (!owners.has(name)) owners.set(name, definition.name);
}

/** The names that a metric takes in Prometheus. */
function namesOf(definition: MetricDefinition): string[] {
  const name = prometheusName(definition);
  return definition.kind === 'histogram' ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
}
