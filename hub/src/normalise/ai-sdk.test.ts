import { describe, expect, it } from 'vitest';
import { normaliseSpan } from './normalise.ts';
import { spanOf } from './span-fixture.ts';

const call = {
  'ai.telemetry.functionId': 'answer-question',
  'ai.telemetry.metadata.userId': 'u-1',
  'ai.telemetry.metadata.sessionId': 's-1',
  'ai.telemetry.metadata.chatId': 'c-1',
};

describe('spans of the Vercel AI SDK', () => {
  // ai 5.0: the outer span holds the sum of its steps (complaint C1).
  it('takes the outer span for a run and leaves the sum on it alone', () => {
    const facts = normaliseSpan(
      spanOf(
        {
          ...call,
          'ai.operationId': 'ai.generateText',
          'operation.name': 'ai.generateText answer-question',
          'ai.model.provider': 'openai.responses',
          'ai.model.id': 'gpt-4o',
          'ai.usage.inputTokens': 3000,
          'ai.usage.outputTokens': 300,
          'ai.usage.totalTokens': 3300,
        },
        { name: 'ai.generateText', scope: 'ai' },
      ),
    );
    expect(facts).toMatchObject({
      executionKind: 'agent',
      agentName: 'answer-question',
      label: 'answer-question',
      usage: null,
      userId: 'u-1',
      sessionId: 's-1',
      conversationId: 'c-1',
    });
  });

  // @traceloop/node-server-sdk 0.27 rewrites that span to a `chat` with the sum.
  it('knows the outer span again where OpenLLMetry calls it a chat', () => {
    const facts = normaliseSpan(
      spanOf(
        {
          'ai.operationId': 'ai.generateText',
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': 'openai',
          'gen_ai.request.model': 'gpt-4o',
          'gen_ai.usage.input_tokens': 3000,
          'gen_ai.usage.output_tokens': 300,
        },
        { name: 'ai.generateText', scope: 'ai' },
      ),
    );
    expect(facts).toMatchObject({ executionKind: 'agent', usage: null });
  });

  // ai 5.0 with @ai-sdk/openai 2.0.
  it('counts the inner span, once although it carries two sets of names', () => {
    const facts = normaliseSpan(
      spanOf(
        {
          ...call,
          'ai.operationId': 'ai.generateText.doGenerate',
          'ai.model.provider': 'openai.responses',
          'ai.model.id': 'gpt-4o',
          'ai.response.model': 'gpt-4o-2024-08-06',
          'ai.usage.inputTokens': 1000,
          'ai.usage.outputTokens': 200,
          'ai.usage.totalTokens': 1200,
          'ai.usage.cachedInputTokens': 400,
          'ai.usage.reasoningTokens': 50,
          'gen_ai.system': 'openai.responses',
          'gen_ai.request.model': 'gpt-4o',
          'gen_ai.response.model': 'gpt-4o-2024-08-06',
          'gen_ai.usage.input_tokens': 1000,
          'gen_ai.usage.output_tokens': 200,
        },
        { name: 'ai.generateText.doGenerate', scope: 'ai' },
      ),
    );
    expect(facts).toMatchObject({
      operation: 'chat',
      executionKind: null,
      provider: 'openai',
      requestModel: 'gpt-4o',
      responseModel: 'gpt-4o-2024-08-06',
      usage: { input: 1000, output: 200, cacheRead: 400, cacheWrite: 0, reasoning: 50 },
    });
  });

  // ai 4.3 with @ai-sdk/anthropic 1.2: the cache stands in the provider's metadata only, outside of the input.
  it('finds the cached tokens of version 4 in the metadata of the provider', () => {
    const facts = normaliseSpan(
      spanOf(
        {
          'ai.operationId': 'ai.streamText.doStream',
          'ai.model.provider': 'anthropic.messages',
          'ai.model.id': 'claude-3-5-sonnet-latest',
          'ai.usage.promptTokens': 7,
          'ai.usage.completionTokens': 445,
          'ai.response.providerMetadata':
            '{"anthropic":{"cacheCreationInputTokens":2089,"cacheReadInputTokens":16399}}',
          'gen_ai.usage.input_tokens': 7,
          'gen_ai.usage.output_tokens': 445,
        },
        { scope: 'ai' },
      ),
    );
    // 7 + 2089 + 16399
    expect(facts.usage).toEqual({
      input: 18_495,
      output: 445,
      cacheRead: 16_399,
      cacheWrite: 2089,
      reasoning: 0,
    });
  });

  // ai 5.0 with @ai-sdk/anthropic 2.0: a small cached part of a long input, so that only the version tells.
  it('adds the cached tokens that version 5 leaves out', () => {
    const facts = normaliseSpan(
      spanOf(
        {
          'ai.operationId': 'ai.generateText.doGenerate',
          'ai.model.provider': 'anthropic.messages',
          'ai.usage.inputTokens': 5000,
          'ai.usage.outputTokens': 100,
          'ai.usage.totalTokens': 5100,
          'ai.usage.cachedInputTokens': 1000,
        },
        { scope: 'ai' },
      ),
    );
    expect(facts.usage).toMatchObject({ input: 6000, cacheRead: 1000 });
  });

  // ai 6.0 gives the whole and its parts.
  it('adds nothing to the whole that version 6 gives', () => {
    const facts = normaliseSpan(
      spanOf(
        {
          'ai.operationId': 'ai.generateText.doGenerate',
          'ai.model.provider': 'anthropic.messages',
          'ai.usage.inputTokens': 6000,
          'ai.usage.inputTokenDetails.noCacheTokens': 4900,
          'ai.usage.inputTokenDetails.cacheReadTokens': 1000,
          'ai.usage.inputTokenDetails.cacheWriteTokens': 100,
          'ai.usage.outputTokens': 100,
          'ai.usage.outputTokenDetails.reasoningTokens': 30,
          'ai.usage.totalTokens': 6100,
        },
        { scope: 'ai' },
      ),
    );
    expect(facts.usage).toEqual({
      input: 6000,
      output: 100,
      cacheRead: 1000,
      cacheWrite: 100,
      reasoning: 30,
    });
  });

  it('counts an embedding at its inner span only', () => {
    const outer = normaliseSpan(
      spanOf(
        { 'ai.operationId': 'ai.embed', 'ai.model.id': 'e', 'ai.usage.tokens': 9 },
        { name: 'ai.embed' },
      ),
    );
    const inner = normaliseSpan(
      spanOf({ 'ai.operationId': 'ai.embed.doEmbed', 'ai.model.id': 'e', 'ai.usage.tokens': 9 }),
    );
    expect(outer).toMatchObject({ operation: 'step', label: 'ai.embed', usage: null });
    expect(inner).toMatchObject({ operation: 'embeddings', usage: { input: 9, output: 0 } });
  });

  it('reads tool calls and the cost that a gateway reports', () => {
    const tool = normaliseSpan(spanOf({ 'ai.operationId': 'ai.toolCall', 'ai.toolCall.name': 'weather' }));
    const inference = normaliseSpan(
      spanOf({
        'ai.operationId': 'ai.generateText.doGenerate',
        'ai.model.provider': 'gateway',
        'ai.model.id': 'openai/gpt-4o',
        'ai.response.providerMetadata': '{"gateway":{"cost":"0.00215"}}',
      }),
    );
    expect(tool).toMatchObject({ operation: 'execute_tool', toolName: 'weather', label: 'weather' });
    expect(inference.reportedCostUsd).toBe(0.00215);
  });

  // ai 7.0 with @ai-sdk/otel 1.0 emits GenAI names, `agent_step` and a second, outer `embeddings` span among them.
  it('reads version 7', () => {
    const run = normaliseSpan(
      spanOf(
        {
          'gen_ai.operation.name': 'invoke_agent',
          'gen_ai.agent.name': 'bot',
          'gen_ai.usage.input_tokens': 99,
        },
        { name: 'invoke_agent bot' },
      ),
    );
    const step = normaliseSpan(spanOf({ 'gen_ai.operation.name': 'agent_step' }, { name: 'step 1' }));
    expect(run).toMatchObject({ executionKind: 'agent', label: 'bot', usage: null });
    expect(step).toMatchObject({ operation: 'step', label: 'step 1' });
  });
});
