import type { Usage } from '../normalise/facts.ts';

/** What inferences of one model add up to. Costs are integer picodollars (1e-12 US dollars). */
export interface ModelTotals {
  readonly provider: string | null;
  readonly model: string;
  readonly calls: number;
  readonly usage: Usage;
  /** null while none of the calls has a price. */
  readonly costPico: number | null;
  readonly unpriced: number;
}

/** What an execution adds up to: by model, and the calls of tools. */
export interface ExecutionTotals {
  readonly models: readonly ModelTotals[];
  readonly toolCalls: number;
}

export const noUsage: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
export const noTotals: ExecutionTotals = { models: [], toolCalls: 0 };

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite: a.cacheWrite + b.cacheWrite,
    reasoning: a.reasoning + b.reasoning,
  };
}

/** Adds costs of which some may be unknown; unknown only where both are. */
export function addCost(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : a + b;
}

/** Adds up totals; models in the order of provider and name, so that equal sums are equal values. */
export function addTotals(parts: Iterable<ExecutionTotals>): ExecutionTotals {
  const byModel = new Map<string, ModelTotals>();
  let toolCalls = 0;
  for (const part of parts) {
    toolCalls += part.toolCalls;
    for (const entry of part.models) {
      const key = `${entry.provider ?? ''}\u0000${entry.model}`;
      const sum = byModel.get(key);
      byModel.set(
        key,
        sum === undefined
          ? entry
          : {
              provider: sum.provider,
              model: sum.model,
              calls: sum.calls + entry.calls,
              usage: addUsage(sum.usage, entry.usage),
              costPico: addCost(sum.costPico, entry.costPico),
              unpriced: sum.unpriced + entry.unpriced,
            },
      );
    }
  }
  const models = [...byModel].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  return { models, toolCalls };
}

/** The one figure over all models. */
export function sumOf(totals: ExecutionTotals): {
  usage: Usage;
  costPico: number | null;
  calls: number;
  unpriced: number;
} {
  let usage = noUsage;
  let costPico: number | null = null;
  let calls = 0;
  let unpriced = 0;
  for (const entry of totals.models) {
    usage = addUsage(usage, entry.usage);
    costPico = addCost(costPico, entry.costPico);
    calls += entry.calls;
    unpriced += entry.unpriced;
  }
  return { usage, costPico, calls, unpriced };
}
