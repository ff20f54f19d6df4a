import type { TokenUsage } from '../../tracking/types.ts';
import { loose, looseList, numberIn } from '../stainless/loose.ts';

/**
 * `usageMetadata` of Gemini: results that its own tools gave back to it are input too, and thoughts stand beside the
 * candidates (ai.google.dev/api/generate-content, "UsageMetadata"). Cached tokens are a part of the prompt.
 */
export function usageOf(metadata: unknown): TokenUsage {
  const told = loose(metadata);
  return {
    input: sumOf(told.promptTokenCount, told.toolUsePromptTokenCount),
    output: sumOf(told.candidatesTokenCount, told.thoughtsTokenCount),
    cacheRead: numberIn(told.cachedContentTokenCount),
    reasoning: numberIn(told.thoughtsTokenCount),
  };
}

/** Usage of an interaction. */
export function interactionUsageOf(usage: unknown): TokenUsage {
  const told = loose(usage);
  return {
    input: sumOf(told.total_input_tokens, told.total_tool_use_tokens),
    output: sumOf(told.total_output_tokens, told.total_thought_tokens),
    cacheRead: numberIn(told.total_cached_tokens),
    reasoning: numberIn(told.total_thought_tokens),
  };
}

/** Usage of embeddings: Vertex AI tells it for each of them. */
export function embeddingUsageOf(answer: unknown): TokenUsage {
  const { usageMetadata, embeddings } = loose(answer);
  const counts = looseList(embeddings).map(({ statistics }) => loose(statistics).tokenCount);
  return { input: numberIn(loose(usageMetadata).promptTokenCount) ?? sumOf(...counts) };
}

function sumOf(...counts: readonly unknown[]): number | undefined {
  const numbers = counts.filter((count) => typeof count === 'number');
  return numbers.length === 0 ? undefined : numbers.reduce((sum, count) => sum + count, 0);
}
