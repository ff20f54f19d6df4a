import { foldRequest } from '../fold/fold-request-fixture.ts';
import { sumOf } from '../fold/totals.ts';
import type { PriceTable } from '../prices/price-table.ts';

/** What the hub sees of a request's spans, in short words for tests. */
export interface Seen {
  /** `agent NAME: OPERATION`, with ` failed ERROR` where it did. */
  readonly executions: readonly string[];
  /** `KIND NAME` of the inferences and tool calls, in the order of the alphabet, as the executions are. */
  readonly steps: readonly string[];
  /** Input, output, cache read, cache write, reasoning: of all root executions. */
  readonly tokens: readonly number[];
  readonly costUsd: number | null;
}

export function executionText(one: {
  readonly kind: string;
  readonly name: string;
  readonly operation: string | null;
  readonly status: string;
  readonly error: { readonly type: string } | null;
}): string {
  const operation = one.operation === null ? '' : `: ${one.operation}`;
  const failure = one.status === 'completed' ? '' : ` ${one.status} ${one.error?.type ?? ''}`;
  return `${one.kind} ${one.name}${operation}${failure}`;
}

/** What the fold makes of a request. */
export function seenOf(request: object, prices: PriceTable): Seen {
  const folded = foldRequest(request, prices);
  const executions = folded.flatMap((trace) => trace.executions);
  const roots = executions.filter(({ parentId }) => parentId === null);
  const sums = roots.map(({ total }) => sumOf(total));
  const add = (part: 'input' | 'output' | 'cacheRead' | 'cacheWrite' | 'reasoning') =>
    sums.reduce((sum, { usage }) => sum + usage[part], 0);
  const costs = sums.flatMap(({ costPico }) => costPico ?? []);
  return {
    executions: executions.map(executionText).sort(),
    steps: folded
      .flatMap(({ steps }) => steps)
      .filter(({ kind }) => kind === 'llm' || kind === 'embedding' || kind === 'tool')
      .map(({ kind, name }) => `${kind} ${name}`)
      .sort(),
    tokens: [add('input'), add('output'), add('cacheRead'), add('cacheWrite'), add('reasoning')],
    costUsd: costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0) / 1e12,
  };
}
