import { describe, expect, it } from 'vitest';
import type { Attributes, SpanEvent } from '../otlp/records.ts';
import { normaliseEvent, normaliseSpan } from './normalise.ts';
import { spanOf } from './span-fixture.ts';

/** The start of the spans that `spanOf` makes is 2025-10-09T08:53:20Z. */
const startUs = 1_760_000_000_000_000;
const genAi = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4.1' };
const firstChunkUs = (attributes: Attributes, events: readonly SpanEvent[] = []) =>
  normaliseSpan(spanOf(attributes, { events })).firstChunkUs;

describe('the time to the first chunk', () => {
  it.each([
    'gen_ai.response.time_to_first_chunk',
    'gen_ai.client.operation.time_to_first_chunk',
    'gen_ai.response.time_to_first_token',
    'gen_ai.server.time_to_first_token',
    'gen_ai.latency.time_to_first_token',
  ])('is read in seconds from %s', (name) => {
    expect(firstChunkUs({ ...genAi, [name]: 0.2504 })).toBe(250_400);
  });

  it('is read in milliseconds from the AI SDK 4 to 6', () => {
    const call = { 'ai.operationId': 'ai.streamText.doStream', 'ai.model.id': 'gpt-4.1' };
    expect(firstChunkUs({ ...call, 'ai.response.msToFirstChunk': 12.4154 })).toBe(12_415);
  });

  it('is read from the moment that Langfuse tells, which is JSON text', () => {
    const call = { 'langfuse.observation.type': 'generation', 'langfuse.observation.model.name': 'gpt-4.1' };
    const at = '"2025-10-09T08:53:20.478Z"';
    expect(firstChunkUs({ ...call, 'langfuse.observation.completion_start_time': at })).toBe(478_000);
    expect(firstChunkUs({ ...call, 'langfuse.observation.completion_start_time': '"soon"' })).toBeNull();
  });

  it('is read from the event of OpenInference', () => {
    const call = { 'openinference.span.kind': 'LLM', 'llm.model_name': 'gpt-4.1' };
    const events = [
      { name: 'other', timeUs: startUs + 1000, attributes: {} },
      { name: 'First Token Stream Event', timeUs: startUs + 300_000, attributes: {} },
    ];
    expect(firstChunkUs(call, events)).toBe(300_000);
  });

  it('is read from an event of ours', () => {
    expect(normaliseEvent({ ...genAi, 'gen_ai.response.time_to_first_chunk': 1.5 }).firstChunkUs).toBe(
      1_500_000,
    );
  });

  it('is unknown where nothing tells it, where it is no time, and of what is no inference', () => {
    expect(firstChunkUs(genAi)).toBeNull();
    for (const value of [-1, 'fast', 1e300, true])
      expect(firstChunkUs({ ...genAi, 'gen_ai.response.time_to_first_chunk': value })).toBeNull();
    const agent = { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.response.time_to_first_chunk': 1 };
    expect(firstChunkUs(agent)).toBeNull();
  });
});
