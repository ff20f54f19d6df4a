import { prometheusLabel } from '@observatory/shim/conventions';
import { PROMOTED } from '../../infra/components/prometheus-config.ts';
import { PromqlError, parseExpression } from '../promql/parse.ts';
import { knownSeries } from '../rules/known-metrics.ts';
import type { Slo } from './slo.ts';

/** What is wrong with SLOs: `SLO NAME: what was expected, what came`. `teamPrefix` is that of the team metrics. */
export function sloFaults(slos: readonly Slo[], teamPrefix: string): string[] {
  const known = knownSeries(teamPrefix);
  const all = slos.flatMap((slo, index) => {
    const before = slos.slice(0, index);
    const faults = [
      ...(['name', 'alert'] as const)
        .filter((key) => before.some((other) => other[key] === slo[key]))
        .map((key) => `another SLO has the ${key} ${slo[key]}, expected one of its own`),
      ...objectiveFaults(slo.objective),
      ...seriesFaults(slo, known),
    ];
    return faults.map((fault) => `SLO ${slo.name}: ${fault}`);
  });
  // Two of one name may have the same fault, and two counters too.
  return [...new Set(all)];
}

function objectiveFaults(objective: number): string[] {
  if (objective > 0 && objective < 1) return [];
  const meant =
    objective > 1 && objective < 100 ? `; ${objective} % is ${Number((objective / 100).toFixed(6))}` : '';
  return [`expected an objective between 0 and 1, got ${objective}${meant}`];
}

/** Of each counter: whether there is one, whether it is PromQL, and whether it has the labels of `by`. */
function seriesFaults(slo: Slo, known: ReturnType<typeof knownSeries>): string[] {
  const lists = { events: slo.events, ...('bad' in slo ? { bad: slo.bad } : { good: slo.good }) };
  return Object.entries(lists).flatMap(([key, counters]) => {
    if (counters === undefined || counters.length === 0)
      return [`expected a counter at least in \`${key}\`, got none`];
    return counters.flatMap(({ promql }) => {
      try {
        parseExpression(promql);
      } catch (error) {
        if (error instanceof PromqlError) return [`${key}: ${error.message}`];
        throw error;
      }
      // What is more than a selector may have made labels of its own.
      const [, name = ''] = /^([\w:]+)(\{.*\})?$/s.exec(promql) ?? [];
      const labels = known.get(name)?.labels;
      if (labels === undefined) return [];
      const lacking = slo.by
        .map(prometheusLabel)
        .filter((label) => !labels.includes(label) && !TARGETS.has(label));
      return lacking.map(
        (label) =>
          `${name} in \`${key}\` has no label ${label} to keep a budget \`by\`; it has ${labels.join(', ') || 'none'}`,
      );
    });
  });
}

/** What Prometheus puts on every series: of services that send, and of what it scrapes. */
const TARGETS = new Set(['job', 'instance', 'namespace', 'pod', 'node', ...PROMOTED.map(prometheusLabel)]);
