import { z } from 'zod';
import type { Answer } from './answer.ts';

const completion = z.object({
  id: z.string(),
  model: z.string(),
  choices: z.tuple([
    z.object({ message: z.object({ content: z.string().nullable() }), finish_reason: z.string() }),
  ]),
  usage: z.object({
    prompt_tokens: z.int(),
    completion_tokens: z.int(),
    prompt_tokens_details: z.object({ cached_tokens: z.int() }).optional(),
    completion_tokens_details: z.object({ reasoning_tokens: z.int() }).optional(),
  }),
});

/**
 * Reads a chat completion as OpenAI sends it, and servers that speak the same form.
 * Its `prompt_tokens` hold the cached ones already, its `completion_tokens` the reasoning.
 */
export function readOpenAi(body: unknown): Answer {
  const { id, model, choices, usage } = completion.parse(body);
  const [choice] = choices;
  return {
    id,
    model,
    text: choice.message.content ?? '',
    toolCalls: [],
    finishReasons: [choice.finish_reason],
    usage: {
      input: usage.prompt_tokens,
      output: usage.completion_tokens,
      cacheRead: usage.prompt_tokens_details?.cached_tokens,
      reasoning: usage.completion_tokens_details?.reasoning_tokens,
    },
  };
}
