import type { Advice } from '../api/schemas/cost.ts';
import type { Figures } from '../figures/read-figures.ts';
import type { PriceTable } from '../prices/price-table.ts';
import { siblingsOf } from '../prices/sibling-models.ts';
import { adviceOf, dollars, FEWEST } from './advice.ts';

/** Of an agent's cost; below it another model is what costs. */
const SHARE = 0.5;

export interface ModelQuestion {
  readonly prices: PriceTable;
  /** Prices of then. */
  readonly at: Date;
  /** US dollars over the stretch; less is not worth a word. */
  readonly leastSavingUsd: number;
}

/**
 * Of each agent the model that most of its cost goes to, where one of its provider and family is cheaper for the same tokens. Of
 * several the dearest, since it is likely the nearest. Tokens are priced as calls of the average length. Nothing is said of
 * whether it would do as well.
 */
export function cheaperModels(models: readonly Figures[], question: ModelQuestion): Advice[] {
  const agents = Map.groupBy(models, ({ agent }) => agent);
  return [...agents].flatMap(([agent, used]) => {
    const cost = used.reduce((sum, { costPico }) => sum + costPico, 0);
    const [dearest] = used.toSorted((a, b) => b.costPico - a.costPico);
    if (dearest === undefined || dearest.unpriced > 0 || dearest.completed < FEWEST) return [];
    if (dearest.costPico < SHARE * cost) return [];
    const costUsd = dearest.costPico / 1e12;
    const cheaper = cheaperOf(dearest, question);
    const saving = cheaper === null ? 0 : costUsd - cheaper.costUsd;
    if (cheaper === null || saving <= 0 || saving < question.leastSavingUsd) return [];
    return adviceOf({
      kind: 'cheaper_model',
      subject: {
        agent: agent === '' ? null : agent,
        step: dearest.name,
        provider: dearest.provider,
        model: dearest.name,
      },
      finding: `${dearest.name} cost ${dollars(costUsd)}; the same tokens cost ${dollars(cheaper.costUsd)} with ${cheaper.model}. Whether it does as well is not judged: evaluate it first.`,
      evidence: {
        cost_usd: costUsd,
        cheaper_model: cheaper.model,
        cheaper_cost_usd: cheaper.costUsd,
        calls: dearest.completed,
        input_tokens: dearest.inputTokens,
        output_tokens: dearest.outputTokens,
        share_of_cost: dearest.costPico / cost,
      },
      saving_usd: saving,
      samples: dearest.completed,
    });
  });
}

function cheaperOf(
  figures: Figures,
  { prices, at }: ModelQuestion,
): { readonly model: string; readonly costUsd: number } | null {
  const { provider, name, completed: calls } = figures;
  // Parts rounded down and wholes up, so that no part is larger than its whole.
  const usage = {
    input: Math.ceil(figures.inputTokens / calls),
    output: Math.ceil(figures.outputTokens / calls),
    cacheRead: Math.floor(figures.cacheReadTokens / calls),
    cacheWrite: Math.floor(figures.cacheWriteTokens / calls),
    reasoning: Math.floor(figures.reasoningTokens / calls),
  };
  let best: { model: string; costUsd: number } | null = null;
  for (const { model, contextWindow } of siblingsOf(provider, name)) {
    if (contextWindow !== null && contextWindow < usage.input) continue;
    const { costPico } = prices.price({
      provider,
      requestModel: null,
      responseModel: model,
      operation: 'chat',
      usage,
      at,
      reportedCostUsd: null,
    });
    if (costPico === null) continue;
    const costUsd = (costPico * calls) / 1e12;
    if (costUsd * 1e12 < figures.costPico && (best === null || costUsd > best.costUsd))
      best = { model, costUsd };
  }
  return best;
}
