import { describe, expect, it } from 'vitest';
import type { AttributeValue } from '../otlp/records.ts';
import { normaliseSpan } from './normalise.ts';
import { spanOf } from './span-fixture.ts';

const usageOf = (tokens: Record<string, AttributeValue>, operation = 'chat') =>
  normaliseSpan(
    spanOf({
      'gen_ai.operation.name': operation,
      ...Object.fromEntries(Object.entries(tokens).map(([name, value]) => [`gen_ai.usage.${name}`, value])),
    }),
  ).usage;
const READ = 'cache_read.input_tokens';
const WRITE = 'cache_write.input_tokens';
const REASONING = 'reasoning.output_tokens';

describe('tokens of an inference', () => {
  it('are unknown where the span says nothing of them', () => {
    expect(usageOf({})).toBeNull();
  });

  it('may be zero', () => {
    expect(usageOf({ input_tokens: 0, output_tokens: 0 })).toEqual({
      input: 0,
      output: 0,
      cacheRead: 0,
      cacheWrite: 0,
      reasoning: 0,
    });
  });

  it('are read from text, and rounded', () => {
    expect(usageOf({ input_tokens: '120', output_tokens: 11.6 })).toMatchObject({ input: 120, output: 12 });
  });

  it.each([
    ['a negative number', -5],
    ['a number that no context holds', 2e9],
    ['words', 'many'],
    ['a list', [7]],
    ['an object', { intValue: 7 }],
    ['true', true],
    ['hexadecimal', '0x10'],
    ['the name of a number', 'NaN'],
    ['an empty text', ''],
  ])('are not taken from %s', (_, value) => {
    expect(usageOf({ input_tokens: value, output_tokens: 3 })).toMatchObject({ input: 0, output: 3 });
    expect(usageOf({ input_tokens: value })).toBeNull();
  });

  it('fall back to an older name where the newer one holds no number', () => {
    expect(usageOf({ input_tokens: 'n/a', prompt_tokens: 9 })).toMatchObject({ input: 9 });
  });

  it('keep cached tokens that fit within the input as a part of it', () => {
    expect(usageOf({ input_tokens: 100, [READ]: 60, [WRITE]: 40 })).toMatchObject({ input: 100 });
  });

  it('add cached tokens that do not fit within the input', () => {
    expect(usageOf({ input_tokens: 100, [READ]: 60, [WRITE]: 41 })).toMatchObject({
      input: 201,
      cacheRead: 60,
      cacheWrite: 41,
    });
  });

  it('add cached tokens where only then the total is right', () => {
    expect(usageOf({ input_tokens: 100, output_tokens: 10, [READ]: 60, total_tokens: 170 })).toMatchObject({
      input: 160,
      cacheRead: 60,
    });
  });

  it('keep reasoning that fits within the output as a part of it', () => {
    expect(usageOf({ output_tokens: 50, [REASONING]: 50 })).toMatchObject({ output: 50, reasoning: 50 });
  });

  it('add reasoning that does not fit within the output', () => {
    expect(usageOf({ output_tokens: 50, [REASONING]: 51 })).toMatchObject({ output: 101, reasoning: 51 });
  });

  it('add reasoning where only then the total is right, as with Gemini', () => {
    expect(
      usageOf({ input_tokens: 100, output_tokens: 50, [REASONING]: 30, total_tokens: 180 }),
    ).toMatchObject({ input: 100, output: 80, reasoning: 30 });
  });

  it('are completed from the total', () => {
    expect(usageOf({ input_tokens: 70, total_tokens: 100 })).toMatchObject({ input: 70, output: 30 });
    expect(usageOf({ output_tokens: 70, total_tokens: 100 })).toMatchObject({ input: 30, output: 70 });
  });

  it('are unknown where there is a total alone: input and output have different prices', () => {
    expect(usageOf({ total_tokens: 100 })).toBeNull();
  });

  it('do not count on a tool call, a retrieval or a step', () => {
    for (const operation of ['execute_tool', 'retrieval', 'plan', 'agent_step', 'fetch_response']) {
      expect(usageOf({ input_tokens: 5 }, operation)).toBeNull();
    }
  });
});
