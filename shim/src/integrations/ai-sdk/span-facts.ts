import type { Attributes } from '@opentelemetry/api';
import type { InferenceResponse, TokenUsage } from '../../tracking/types.ts';
import { numberOf, textOf } from './sdk-events.ts';

/** Tokens that AI SDK 6 told its span; those of objects and embeddings have other names. */
export function usageIn(told: Attributes): TokenUsage {
  const tokens = (name: string) => numberOf(told[`ai.usage.${name}`]);
  return {
    input: tokens('inputTokens') ?? tokens('promptTokens') ?? tokens('tokens'),
    output: tokens('outputTokens') ?? tokens('completionTokens'),
    cacheRead: tokens('inputTokenDetails.cacheReadTokens') ?? tokens('cachedInputTokens'),
    cacheWrite: tokens('inputTokenDetails.cacheWriteTokens'),
    reasoning: tokens('outputTokenDetails.reasoningTokens') ?? tokens('reasoningTokens'),
  };
}

/** What AI SDK 6 told its span of the answer. */
export function answerOf(told: Attributes): InferenceResponse {
  const finishReason = textOf(told['ai.response.finishReason']);
  return {
    model: textOf(told['ai.response.model']),
    id: textOf(told['ai.response.id']),
    ...(finishReason !== undefined && { finishReasons: [finishReason] }),
    output: told['ai.response.text'] ?? told['ai.response.object'] ?? told['ai.response.toolCalls'],
  };
}
