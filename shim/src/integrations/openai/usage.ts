import type { TokenUsage } from '../../tracking/types.ts';
import { loose, numberIn } from '../stainless/loose.ts';

/** The tokens of an answer; both the names of chat completions and those of responses are read. */
export function usageOf(reported: unknown): TokenUsage {
  const usage = loose(reported);
  const inputDetails = loose(usage.prompt_tokens_details ?? usage.input_tokens_details);
  const outputDetails = loose(usage.completion_tokens_details ?? usage.output_tokens_details);
  const input = numberIn(usage.prompt_tokens ?? usage.input_tokens);
  const reasoning = numberIn(outputDetails.reasoning_tokens);
  return {
    input,
    output: outputWith(
      numberIn(usage.completion_tokens ?? usage.output_tokens),
      reasoning,
      input,
      usage.total_tokens,
    ),
    // DeepSeek and Moonshot have names of their own.
    cacheRead: numberIn(inputDetails.cached_tokens ?? usage.prompt_cache_hit_tokens ?? usage.cached_tokens),
    cacheWrite: numberIn(inputDetails.cache_write_tokens),
    reasoning,
  };
}

/** xAI tells reasoning beside the output instead of as a part of it; its total gives that away. */
function outputWith(
  output: number | undefined,
  reasoning: number | undefined,
  input: number | undefined,
  total: unknown,
): number | undefined {
  if (output === undefined || input === undefined || !reasoning) return output;
  return input + output + reasoning === total ? output + reasoning : output;
}
