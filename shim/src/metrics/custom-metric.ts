import { currentConfig } from '../config/current-config.ts';
import {
  byteBuckets,
  durationBuckets,
  type InstrumentKind,
  type MetricDefinition,
} from '../conventions/index.ts';
import type { MetricLabels } from '../logger/types.ts';
import { complain, shown } from './complain.ts';
import type { Metric } from './metric.ts';
import { metricOverhead } from './overhead.ts';
import { refuse } from './refuse.ts';
import { knownMetric, metricLike } from './registry.ts';

/** What a caller asks for: a kind, or what the name says. */
export type MetricCall = 'named' | 'counter' | 'gauge' | 'histogram';

/** The instrument name syntax of the OpenTelemetry metrics API. */
const validName = /^[a-zA-Z][a-zA-Z0-9_.\-/]{0,254}$/;
const fitting: Record<MetricCall, readonly InstrumentKind[]> = {
  named: ['counter', 'upDownCounter', 'gauge', 'histogram'],
  counter: ['counter', 'upDownCounter'],
  gauge: ['gauge', 'upDownCounter'],
  histogram: ['histogram'],
};
/** Metrics that calls have found, by the name that they gave. */
const found: Record<MetricCall, Map<string, Metric>> = {
  named: new Map(),
  counter: new Map(),
  gauge: new Map(),
  histogram: new Map(),
};

/** Records a metric of the service's own; its name says which kind it is (contract, "Shim", OR4). Never throws. */
export function recordCustomMetric(name: string, value: number, labels?: MetricLabels): void {
  recordAs('named', name, value, labels);
}

/** As `recordCustomMetric`, as the kind that the caller asks for. Never throws. */
export function recordAs(call: MetricCall, name: string, value: number, labels?: MetricLabels): void {
  if (!currentConfig().signals.metrics) return;
  const start = metricOverhead.start();
  try {
    const metric = found[call].get(name) ?? find(call, name);
    if (metric !== undefined) {
      if (!metric.takes(value)) refuseValue(metric, value);
      else if (call === 'counter') metric.record(value, labels);
      else metric.set(value, labels);
    }
  } catch (error) {
    complain(
      `record:${call}:${shown(name)}`,
      `the metric ${shown(name)} was not recorded: ${messageOf(error)}`,
    );
  }
  metricOverhead.end(start);
}

function find(call: MetricCall, name: string): Metric | undefined {
  const quoted = shown(name);
  const definition = typeof name === 'string' ? definitionFor(call, name) : undefined;
  if (definition === undefined || !validName.test(definition.name)) {
    refuse('metric_name', quoted, `${quoted} is no name of a metric`);
    return undefined;
  }
  const exact = knownMetric(name);
  const isExact = exact !== undefined && (exact === 'own' || fitting[call].includes(exact.definition.kind));
  const metric = isExact ? exact : metricLike(definition);
  if (metric === 'own') {
    refuse(
      'metric_kind',
      quoted,
      `the shim records ${quoted} itself; what else is recorded under it is left out`,
    );
  } else if (metric === 'too many') {
    refuse('metric_limit', '', `there are too many metrics: ${quoted} and others are left out`);
  } else if (metric === 'taken' || !fitting[call].includes(metric.definition.kind)) {
    refuse(
      'metric_kind',
      quoted,
      `${quoted} is taken by a metric of another kind: this ${definition.kind} is left out`,
    );
  } else {
    found[call].set(name, metric);
    return metric;
  }
  return undefined;
}

/** What a name and a call come to where nobody has declared it. */
function definitionFor(call: MetricCall, name: string): MetricDefinition {
  const named = definitionByName(name);
  if (call === 'named' || named.kind === call) return named;
  const custom = { name, unit: '', description: '', labels: [] };
  // Prometheus has it that counters end so.
  if (call === 'counter') return { ...custom, kind: call, name: `${name}_total` };
  return call === 'gauge' ? { ...custom, kind: call } : { ...custom, kind: call, buckets: durationBuckets };
}

/** `_total` counts, `_seconds`, `_ms` and `_bytes` are distributions, the rest are levels. */
export function definitionByName(name: string): MetricDefinition {
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

function refuseValue({ anySign, definition: { name, kind } }: Metric, value: unknown): void {
  const given = typeof value === 'number' ? String(value) : `a ${typeof value}`;
  const wanted = `finite numbers${anySign ? '' : ' from 0 up'}`;
  refuse('metric_value', name, `${name} cannot take ${given}: a ${kind} takes ${wanted}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : typeof error;
}
