import type { InstrumentKind, MetricDefinition } from '../conventions/index.ts';
import { guarded } from '../setup/guard.ts';
import { complain, shown } from './complain.ts';
import { definitionByName } from './custom-metric.ts';
import { knownMetric, metricLike } from './registry.ts';

/** What `declareMetric` is told of a metric. */
export interface MetricDeclaration {
  readonly name: string;
  /** What the name says, unless given. */
  readonly kind?: InstrumentKind | undefined;
  /** UCUM, such as `s` or `By`; Prometheus puts it into the name. What the name says, unless given. */
  readonly unit?: string | undefined;
  readonly description?: string | undefined;
  /** The only labels that are kept. */
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets, rising. */
  readonly buckets?: readonly number[] | undefined;
  /** Sets of labels before the label with the most values is folded; `OBSERVATORY_METRIC_MAX_SERIES` unless given. */
  readonly maxSeries?: number | undefined;
}

/** More would be lost to the SDK's own limit. */
const MOST_SERIES = 999;

/**
 * Declares a metric before its first use: its labels, kind, unit and buckets. A label that is not declared is
 * then left out and counted. A declaration that does not fit is said and changes nothing. Never throws.
 */
export function declareMetric(declaration: MetricDeclaration): void {
  guarded('declaring a metric', () => {
    const problem = declare(declaration);
    if (problem === undefined) return;
    const name = shown(declaration?.name);
    complain(`declare:${name}`, `the declaration of the metric ${name} is left out: ${problem}`);
  });
}

function declare(declaration: MetricDeclaration): string | undefined {
  const { name, labels, buckets, maxSeries } = declaration;
  if (typeof name !== 'string' || !/^[a-zA-Z][a-zA-Z0-9_.\-/]{0,254}$/.test(name)) return 'that is no name';
  if (!Array.isArray(labels) || !labels.every((label) => typeof label === 'string')) {
    return 'labels is no list of names';
  }
  if (buckets !== undefined && !isRising(buckets)) return 'buckets are no rising numbers';
  if (
    maxSeries !== undefined &&
    !(Number.isInteger(maxSeries) && maxSeries >= 1 && maxSeries <= MOST_SERIES)
  ) {
    return `maxSeries is no integer from 1 to ${MOST_SERIES}`;
  }
  const definition = definitionOf(declaration);
  if (knownMetric(name) === 'own') return 'the shim records it itself';
  const metric = metricLike(definition);
  if (typeof metric === 'string')
    return metric === 'too many' ? 'there are too many metrics' : 'its name is taken';
  const { kind, unit } = metric.definition;
  if (kind !== definition.kind || unit !== definition.unit)
    return 'it is recorded with another kind or unit already';
  metric.declareLabels(labels, maxSeries);
  return undefined;
}

function definitionOf({
  name,
  kind,
  unit,
  description,
  labels,
  buckets,
}: MetricDeclaration): MetricDefinition {
  const named = definitionByName(name);
  const sameKind = kind === undefined || kind === named.kind;
  const bounds = buckets ?? (sameKind ? named.buckets : undefined);
  return {
    name,
    kind: kind ?? named.kind,
    unit: unit ?? (sameKind ? named.unit : ''),
    description: description ?? '',
    labels,
    ...(bounds && { buckets: bounds }),
  };
}

function isRising(bounds: readonly unknown[]): boolean {
  return (
    Array.isArray(bounds) &&
    bounds.every((bound, index) => Number.isFinite(bound) && (index === 0 || bound > bounds[index - 1]))
  );
}
