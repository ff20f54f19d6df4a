import type { ReadVariables } from './read-variables.ts';
import type { VariableName } from './variables.ts';

/** One sentence for each pair of given values of which just one can hold, naming that one. */
export function findContradictions({ values, given }: ReadVariables): string[] {
  const found: string[] = [];
  const both = (a: VariableName, b: VariableName) => given.has(a) && given.has(b);
  const wins = (winner: VariableName, loser: VariableName) =>
    found.push(`${winner}=${values[winner]} wins over ${loser}=${values[loser]}`);

  if (both('OTEL_SDK_DISABLED', 'OTEL_ENABLED') && values.OTEL_SDK_DISABLED === values.OTEL_ENABLED) {
    wins(...strongerSwitch(values.OTEL_SDK_DISABLED));
  }
  if (both('OTEL_TRACES_SAMPLER', 'OTEL_SAMPLING_RATIO')) wins('OTEL_TRACES_SAMPLER', 'OTEL_SAMPLING_RATIO');
  if (
    both('OTEL_METRICS_ENABLED', 'AET_METRICS_ENABLED') &&
    values.OTEL_METRICS_ENABLED !== values.AET_METRICS_ENABLED
  ) {
    if (values.OTEL_METRICS_ENABLED) wins('AET_METRICS_ENABLED', 'OTEL_METRICS_ENABLED');
    else wins('OTEL_METRICS_ENABLED', 'AET_METRICS_ENABLED');
  }
  if (values.OTEL_EXPORTER === 'none' && values.OTEL_EXPORTER_CONSOLE)
    wins('OTEL_EXPORTER', 'OTEL_EXPORTER_CONSOLE');
  for (const name of ['OTEL_TRACES_EXPORTER', 'OTEL_METRICS_EXPORTER', 'OTEL_LOGS_EXPORTER'] as const) {
    const own = values[name];
    if (own && given.has('OTEL_EXPORTER') && String(own) !== values.OTEL_EXPORTER)
      wins(name, 'OTEL_EXPORTER');
  }
  const same = [
    ['OTEL_METRIC_EXPORT_INTERVAL', 'OTEL_METRICS_COLLECT_INTERVAL'],
    ['OTEL_EXPORTER_PROMETHEUS_PORT', 'PROMETHEUS_PORT'],
  ] as const;
  for (const [winner, loser] of same) {
    if (both(winner, loser) && values[winner] !== values[loser]) wins(winner, loser);
  }
  const scraped = values.OTEL_METRICS_EXPORTER?.includes('prometheus') === true;
  if (scraped && !values.OTEL_METRICS_EXPORTER?.includes('otlp') && given.has('OBSERVATORY_METRICS_WAY')) {
    if (values.OBSERVATORY_METRICS_WAY === 'otlp') wins('OTEL_METRICS_EXPORTER', 'OBSERVATORY_METRICS_WAY');
  }
  return found;
}

/** Either may switch off; the specification's own is named where it does. */
function strongerSwitch(disabled: boolean): [VariableName, VariableName] {
  return disabled ? ['OTEL_SDK_DISABLED', 'OTEL_ENABLED'] : ['OTEL_ENABLED', 'OTEL_SDK_DISABLED'];
}
