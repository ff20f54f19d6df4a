import { z } from 'zod';
import type { Answer } from './answer.ts';

const generated = z.object({
  responseId: z.string(),
  modelVersion: z.string(),
  candidates: z.tuple([
    z.object({
      content: z.object({ parts: z.array(z.object({ text: z.string() })) }),
      finishReason: z.string(),
    }),
  ]),
  usageMetadata: z.object({
    promptTokenCount: z.int(),
    candidatesTokenCount: z.int(),
    cachedContentTokenCount: z.int().optional(),
    thoughtsTokenCount: z.int().optional(),
  }),
});

/** Reads an answer as Gemini sends it. Its candidates are without the thoughts, so they are added. */
export function readGoogle(body: unknown): Answer {
  const { responseId, modelVersion, candidates, usageMetadata: usage } = generated.parse(body);
  const [candidate] = candidates;
  const reasoning = usage.thoughtsTokenCount;
  return {
    id: responseId,
    model: modelVersion,
    text: candidate.content.parts.map((part) => part.text).join(''),
    toolCalls: [],
    finishReasons: [candidate.finishReason],
    usage: {
      input: usage.promptTokenCount,
      output: usage.candidatesTokenCount + (reasoning ?? 0),
      cacheRead: usage.cachedContentTokenCount,
      reasoning,
    },
  };
}
