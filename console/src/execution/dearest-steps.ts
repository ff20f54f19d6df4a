import type { WaterfallNode } from '../lib/waterfall-tree.ts';

/** Calls of one step, put together by the step's name. */
export interface StepCost {
  readonly name: string;
  readonly kind: WaterfallNode['kind'];
  /** The dearest of them. */
  readonly stepId: string;
  readonly calls: number;
  readonly tokens: number;
  /** US dollars; null where none of them has a price. */
  readonly costUsd: number | null;
  readonly unpricedCalls: number;
}

/** What of an execution cost most, the dearest first; calls without a price come last. */
export function dearestSteps(nodes: readonly WaterfallNode[]): StepCost[] {
  const found = new Map<string, StepCost & { most: number }>();
  for (const { id, name, kind, step, executionId } of nodes) {
    // Sums that a service puts on the span of an agent are those of its calls.
    if (!step?.usage || executionId !== null) continue;
    const key = JSON.stringify([kind, name]);
    const before = found.get(key);
    const cost = step.cost_usd ?? -1;
    const isDearest = before === undefined || cost > before.most;
    found.set(key, {
      name,
      kind,
      stepId: isDearest ? id : before.stepId,
      most: isDearest ? cost : before.most,
      calls: (before?.calls ?? 0) + 1,
      tokens: (before?.tokens ?? 0) + step.usage.input_tokens + step.usage.output_tokens,
      costUsd: step.cost_usd === null ? (before?.costUsd ?? null) : (before?.costUsd ?? 0) + step.cost_usd,
      unpricedCalls: (before?.unpricedCalls ?? 0) + (step.cost_source === 'unpriced' ? 1 : 0),
    });
  }
  return [...found.values()]
    .map(({ most: _, ...one }) => one)
    .sort((one, other) => (other.costUsd ?? -1) - (one.costUsd ?? -1));
}
