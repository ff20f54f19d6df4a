import { z } from 'zod';
import type { Answer } from './answer.ts';

const message = z.object({
  id: z.string(),
  model: z.string(),
  content: z.array(
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('text'), text: z.string() }),
      z.object({
        type: z.literal('tool_use'),
        id: z.string(),
        name: z.string(),
        input: z.record(z.string(), z.unknown()),
      }),
    ]),
  ),
  stop_reason: z.string(),
  usage: z.object({
    input_tokens: z.int(),
    cache_creation_input_tokens: z.int(),
    cache_read_input_tokens: z.int(),
    output_tokens: z.int(),
  }),
});

/** Reads a message as Anthropic sends it. Its `input_tokens` are without the cached ones, so they are added. */
export function readAnthropic(body: unknown): Answer {
  const { id, model, content, stop_reason, usage } = message.parse(body);
  const cacheRead = usage.cache_read_input_tokens;
  const cacheWrite = usage.cache_creation_input_tokens;
  return {
    id,
    model,
    text: content.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    toolCalls: content.flatMap((part) =>
      part.type === 'tool_use' ? [{ id: part.id, name: part.name, arguments: part.input }] : [],
    ),
    finishReasons: [stop_reason],
    usage: {
      input: usage.input_tokens + cacheRead + cacheWrite,
      output: usage.output_tokens,
      cacheRead,
      cacheWrite,
    },
  };
}
