import { describe, expect, test } from 'vitest';
import { providers } from './providers.ts';
import { loadRecordings } from './recordings.ts';

const { exchanges } = loadRecordings();

function answerOf(name: string) {
  const recorded = exchanges.get(name);
  if (!recorded) throw new Error(`no recording ${name}`);
  return providers[recorded.provider](recorded.response);
}

describe('the recordings', () => {
  test.each([...exchanges.keys()])('%s reads as an answer of its provider', (name) => {
    const { id, usage, finishReasons } = answerOf(name);
    expect(id).not.toBe('');
    expect(finishReasons).toHaveLength(1);
    expect(usage.input).toBeGreaterThan(0);
    expect(usage.output).toBeGreaterThan(0);
    expect((usage.cacheRead ?? 0) + (usage.cacheWrite ?? 0)).toBeLessThanOrEqual(usage.input);
    expect(usage.reasoning ?? 0).toBeLessThan(usage.output);
  });

  test.each([...exchanges])('%s has its chunks in order and within its latency', (_, recorded) => {
    const chunks = recorded.chunksMs ?? [];
    expect(chunks).toEqual(chunks.toSorted((a, b) => a - b));
    expect(recorded.latencyMs).toBeGreaterThanOrEqual(chunks.at(-1) ?? 0);
    expect(recorded.request.stream === true).toBe(chunks.length > 0);
  });
});

describe('usage', () => {
  test('of OpenAI holds cached tokens in the input and reasoning in the output already', () => {
    const body = {
      id: 'c1',
      model: 'o4-mini-2025-04-16',
      choices: [{ message: { content: 'yes' }, finish_reason: 'stop' }],
      usage: {
        prompt_tokens: 1_500,
        completion_tokens: 700,
        prompt_tokens_details: { cached_tokens: 1_024 },
        completion_tokens_details: { reasoning_tokens: 640 },
      },
    };
    expect(providers.openai(body).usage).toEqual({
      input: 1_500,
      output: 700,
      cacheRead: 1_024,
      reasoning: 640,
    });
  });

  test('of Anthropic gets the cached tokens added to the input', () => {
    const body = {
      id: 'm1',
      model: 'claude-sonnet-4-5-20250929',
      content: [{ type: 'text', text: 'yes' }],
      stop_reason: 'end_turn',
      usage: {
        input_tokens: 30,
        cache_creation_input_tokens: 200,
        cache_read_input_tokens: 1_000,
        output_tokens: 9,
      },
    };
    expect(providers.anthropic(body).usage).toEqual({
      input: 1_230,
      output: 9,
      cacheRead: 1_000,
      cacheWrite: 200,
    });
  });

  test('of Google gets the thoughts added to the output', () => {
    const body = {
      responseId: 'g1',
      modelVersion: 'gemini-2.5-flash',
      candidates: [{ content: { parts: [{ text: 'y' }, { text: 'es' }] }, finishReason: 'STOP' }],
      usageMetadata: {
        promptTokenCount: 400,
        cachedContentTokenCount: 128,
        candidatesTokenCount: 12,
        thoughtsTokenCount: 88,
      },
    };
    expect(providers.google(body)).toMatchObject({
      text: 'yes',
      usage: { input: 400, output: 100, cacheRead: 128, reasoning: 88 },
    });
  });
});
