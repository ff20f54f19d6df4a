import { currentConfig } from '../config/current-config.ts';
import {
  byteBuckets,
  durationBuckets,
  type MetricDefinition,
  platformMetrics,
} from '../conventions/index.ts';
import type { MetricLabels } from '../logger/types.ts';
import { sayOnce } from '../setup/say.ts';
import { counterOf, gaugeOf, histogramOf } from './instruments.ts';

/** The instrument name syntax of the OpenTelemetry metrics API. */
const validName = /^[a-zA-Z][a-zA-Z0-9_.\-/]{0,254}$/;
/** More names than this are a mistake, such as an id within a name. */
const MAX_METRICS = 1000;

/** Ids, which must not become labels (design decision 3), by the names that services give them. */
const idLabels = new Set([
  'userId',
  'sessionId',
  'taskId',
  'requestId',
  'executionId',
  'conversationId',
  'traceId',
  'spanId',
]);

const definitions = new Map<string, MetricDefinition>();
for (const definition of Object.values(platformMetrics)) definitions.set(definition.name, definition);

/** Records a metric of the service's own; its name says which kind it is (contract, "Shim", OR4). Never throws. */
export function recordCustomMetric(name: string, value: number, labels?: MetricLabels): void {
  if (!currentConfig().signals.metrics) return;
  try {
    const definition = definitions.get(name) ?? define(name);
    if (definition === undefined) return;
    if (!isValid(definition, value)) return;
    const kept = labels === undefined ? undefined : withoutIds(name, labels);
    if (definition.kind === 'counter') counterOf(definition).add(value, kept);
    else if (definition.kind === 'histogram') histogramOf(definition).record(value, kept);
    else gaugeOf(definition).record(value, kept);
  } catch (error) {
    sayOnce(`metric:${name}`, `the metric ${name} was not recorded: ${String(error)}`);
  }
}

function define(name: string): MetricDefinition | undefined {
  if (!validName.test(name)) {
    sayOnce(`metric:${name.slice(0, 100)}`, `${JSON.stringify(name.slice(0, 100))} is no name of a metric`);
    return undefined;
  }
  if (definitions.size >= MAX_METRICS) {
    sayOnce('metrics:many', `more than ${MAX_METRICS} metrics are named: ${name} and others are left out`);
    return undefined;
  }
  const definition = definitionFor(name);
  definitions.set(name, definition);
  return definition;
}

/** `_total` counts, `_seconds`, `_ms` and `_bytes` are distributions, the rest are levels. */
function definitionFor(name: string): MetricDefinition {
  const custom = { name, unit: '', description: '', labels: [] };
  if (name.endsWith('_total')) return { ...custom, kind: 'counter' };
  if (name.endsWith('_seconds')) return { ...custom, kind: 'histogram', unit: 's', buckets: durationBuckets };
  // A unit would make Prometheus add a second suffix.
  if (name.endsWith('_ms')) {
    return { ...custom, kind: 'histogram', buckets: durationBuckets.map((bound) => bound * 1000) };
  }
  if (name.endsWith('_bytes')) return { ...custom, kind: 'histogram', unit: 'By', buckets: byteBuckets };
  return { ...custom, kind: 'gauge' };
}

function isValid({ name, kind }: MetricDefinition, value: number): boolean {
  if (Number.isFinite(value) && (kind === 'gauge' || value >= 0)) return true;
  sayOnce(
    `metric:${name}:value`,
    `${name} cannot take ${String(value)}: a ${kind} takes finite numbers${kind === 'gauge' ? '' : ' from 0 up'}`,
  );
  return false;
}

function withoutIds(name: string, labels: MetricLabels): MetricLabels {
  for (const label in labels) {
    if (!idLabels.has(label)) continue;
    sayOnce(`metric:${name}:${label}`, `${label} is an id and is not kept as a label of ${name}`);
    return Object.fromEntries(Object.entries(labels).filter(([key]) => !idLabels.has(key)));
  }
  return labels;
}
