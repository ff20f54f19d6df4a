import { SpanStatusCode, trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { only, useRecording } from '../testing/recording.ts';
import { flush } from './init.ts';

/** One span as instrumentations that record content by default make theirs. */
const attributes = {
  'ai.operationId': 'ai.generateText.doGenerate',
  'ai.prompt.messages': 'said',
  'ai.response.text': 'said',
  'ai.response.id': 'r-1',
  'ai.toolCall.args': 'said',
  'ai.usage.inputTokens': 7,
  'gen_ai.input.messages': 'said',
  'gen_ai.prompt.0.content': 'said',
  'gen_ai.request.model': 'm',
  'gen_ai.request.messages': 'said',
  'gen_ai.response.text': 'said',
  'gen_ai.tool.input': 'said',
  'genkit:output': 'said',
  'genkit:name': 'n',
  'input.value': 'said',
  'llm.input_messages.0.message.content': 'said',
  'llm.token_count.prompt': 7,
  'traceloop.entity.input': 'said',
  'traceloop.entity.name': 'n',
  'langfuse.observation.output': 'said',
};

async function sent(receiver: ReturnType<typeof useRecording>) {
  const span = trace.getTracer('someone').startSpan('call', { attributes });
  span.addEvent('gen_ai.content.prompt', { 'gen_ai.prompt': 'said', 'gen_ai.system': 'openai' });
  const message = 'JSON parsing failed: Text: said.\nError message: no';
  span.recordException({ name: 'AI_JSONParseError', message, stack: `AI_JSONParseError: ${message}` });
  span.setStatus({ code: SpanStatusCode.ERROR, message });
  span.end();
  await flush();
  return only(receiver().spans);
}

describe('content in spans of others', () => {
  const receiver = useRecording();

  it('is left out, and nothing else is', async () => {
    const span = await sent(receiver);
    expect(Object.keys(span.attributes).toSorted()).toEqual([
      'ai.operationId',
      'ai.response.id',
      'ai.usage.inputTokens',
      'gen_ai.request.model',
      'genkit:name',
      'llm.token_count.prompt',
      'traceloop.entity.name',
    ]);
    expect(span.events[0]?.attributes).toEqual({ 'gen_ai.system': 'openai' });
    expect(span.events[1]?.attributes['exception.message']).toBe(
      'JSON parsing failed: Text: ….\nError message: no',
    );
    expect(JSON.stringify(span)).not.toContain('said');
  });
});

describe('content in spans of others, where it is asked for', () => {
  const receiver = useRecording({ OTEL_AGENT_INCLUDE_IO: 'true' });

  it('is kept', async () => {
    expect((await sent(receiver)).attributes).toMatchObject(attributes);
  });
});
