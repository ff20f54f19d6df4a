import type { MetricDefinition } from './metrics.ts';

/** UCUM units that Prometheus spells out (OpenTelemetry "Prometheus compatibility", unit suffixes). */
const unitSuffixes: Readonly<Record<string, string>> = {
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  min: 'minutes',
  h: 'hours',
  d: 'days',
  By: 'bytes',
  KiBy: 'kibibytes',
  MiBy: 'mebibytes',
  '%': 'percent',
};

/**
 * The name under which Prometheus stores a metric that arrives by OTLP with the default translation
 * (`UnderscoreEscapingWithSuffixes`): unit suffix, `_total` on counters, `_ratio` on gauges of unit 1.
 * A histogram's series add `_bucket`, `_sum` and `_count` to it.
 */
export function prometheusName(definition: Pick<MetricDefinition, 'name' | 'kind' | 'unit'>): string {
  const tokens = definition.name.split(/[^a-zA-Z0-9:]+/).filter((token) => token !== '');
  const suffix =
    unitSuffixes[definition.unit] ?? (definition.unit === '1' && definition.kind === 'gauge' ? 'ratio' : '');
  if (suffix && !tokens.includes(suffix)) tokens.push(suffix);
  if (definition.kind !== 'counter') return tokens.join('_');
  return [...tokens.filter((token) => token !== 'total'), 'total'].join('_');
}

/** The name of a label: what is not a letter, digit or underscore becomes an underscore. */
export function prometheusLabel(attribute: string): string {
  const label = attribute.replace(/[^a-zA-Z0-9_]/g, '_');
  return /^[0-9]/.test(label) ? `key_${label}` : label;
}
