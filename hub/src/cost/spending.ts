/** What calls of models add up to; `costPico` in picodollars counts those that have a price. */
export interface Spending {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly reasoningTokens: number;
  readonly costPico: number;
  /** Calls with tokens and without a price. */
  readonly unpriced: number;
}

export const noSpending: Spending = {
  calls: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
  costPico: 0,
  unpriced: 0,
};

export function addSpending(a: Spending, b: Spending): Spending {
  return {
    calls: a.calls + b.calls,
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
    reasoningTokens: a.reasoningTokens + b.reasoningTokens,
    costPico: a.costPico + b.costPico,
    unpriced: a.unpriced + b.unpriced,
  };
}

type Priced = Pick<Spending, 'calls' | 'costPico' | 'unpriced' | 'inputTokens' | 'outputTokens'>;

/**
 * Picodollars. Null where there were calls and none has a price: unpriced, or of unknown tokens. 0 where there was no call,
 * and where all that have tokens have a price of 0.
 */
export function knownCost({ calls, costPico, unpriced, inputTokens, outputTokens }: Priced): number | null {
  if (costPico > 0 || calls === 0) return costPico;
  return unpriced === 0 && inputTokens + outputTokens > 0 ? 0 : null;
}

/** The same in US dollars. */
export function costUsdOf(spending: Priced): number | null {
  const costPico = knownCost(spending);
  return costPico === null ? null : costPico / 1e12;
}
