import { providerNameOf } from '../../conventions/index.ts';
import type { InferenceOptions, TokenUsage } from '../../tracking/types.ts';
import { type ModelEvent, member, numberOf, textOf } from './sdk-events.ts';

/** The model as an inference names it; the SDK's `openai.responses` is `openai`. */
export function modelOptions({
  provider,
  modelId,
}: ModelEvent): Pick<InferenceOptions, 'provider' | 'model'> {
  return { provider: providerNameOf(textOf(provider) ?? 'unknown'), model: textOf(modelId) ?? 'unknown' };
}

/** Usage of versions 6 and 7: the counts are whole, and the details are parts of them. */
export function usageOf(usage: unknown): TokenUsage {
  const input = member(usage, 'inputTokenDetails');
  const output = member(usage, 'outputTokenDetails');
  return {
    input: numberOf(member(usage, 'inputTokens')),
    output: numberOf(member(usage, 'outputTokens')),
    cacheRead: numberOf(member(input, 'cacheReadTokens')),
    cacheWrite: numberOf(member(input, 'cacheWriteTokens')),
    reasoning: numberOf(member(output, 'reasoningTokens')),
  };
}
