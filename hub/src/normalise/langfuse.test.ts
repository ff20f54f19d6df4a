import { describe, expect, it } from 'vitest';
import { normaliseSpan } from './normalise.ts';
import { spanOf } from './span-fixture.ts';

// Shapes of @langfuse/tracing 5.11 and langfuse 3 for Python.
describe('spans of Langfuse', () => {
  const generation = (usage: object, cost?: object) =>
    normaliseSpan(
      spanOf(
        {
          'langfuse.observation.type': 'generation',
          'langfuse.observation.model.name': 'gpt-4o',
          'langfuse.observation.usage_details': JSON.stringify(usage),
          ...(cost && { 'langfuse.observation.cost_details': JSON.stringify(cost) }),
          'user.id': 'u-1',
          'session.id': 's-1',
        },
        { name: 'llm-call', scope: 'langfuse-sdk' },
      ),
    );

  it('joins its buckets, which do not overlap', () => {
    const facts = generation({
      input: 600,
      input_cached_tokens: 400,
      output: 150,
      output_reasoning_tokens: 50,
      total: 1200,
    });
    expect(facts).toMatchObject({
      operation: 'chat',
      label: 'gpt-4o',
      requestModel: 'gpt-4o',
      usage: { input: 1000, output: 200, cacheRead: 400, cacheWrite: 0, reasoning: 50 },
      userId: 'u-1',
      sessionId: 's-1',
    });
  });

  it('believes a total that says the parts are within', () => {
    const facts = generation({ input: 1000, input_cached_tokens: 400, output: 200, total: 1200 });
    expect(facts.usage).toEqual({ input: 1000, output: 200, cacheRead: 400, cacheWrite: 0, reasoning: 0 });
  });

  it('reads usage in the keys of OpenAI, where the parts are within', () => {
    const facts = generation({
      prompt_tokens: 1000,
      completion_tokens: 200,
      total_tokens: 1200,
      prompt_tokens_details: { cached_tokens: 400 },
      completion_tokens_details: { reasoning_tokens: 50 },
    });
    expect(facts.usage).toEqual({ input: 1000, output: 200, cacheRead: 400, cacheWrite: 0, reasoning: 50 });
  });

  it('takes the total cost, else the sum of its parts', () => {
    expect(generation({ input: 1 }, { input: 0.001, output: 0.002, total: 0.004 }).reportedCostUsd).toBe(
      0.004,
    );
    expect(generation({ input: 1 }, { input: 0.25, output: 0.5 }).reportedCostUsd).toBe(0.75);
  });

  it('takes agents for executions and the root span of a trace for a workflow', () => {
    const agent = normaliseSpan(spanOf({ 'langfuse.observation.type': 'agent' }, { name: 'planner' }));
    const root = normaliseSpan(
      spanOf({ 'langfuse.observation.type': 'span' }, { name: 'handle-request', parent: null }),
    );
    const inner = normaliseSpan(spanOf({ 'langfuse.observation.type': 'span' }, { name: 'parse' }));
    expect(agent).toMatchObject({ executionKind: 'agent', agentName: 'planner' });
    expect(root).toMatchObject({ executionKind: 'workflow', workflowName: 'handle-request' });
    expect(inner).toMatchObject({ operation: 'step', label: 'parse', executionIfOutermost: 'workflow' });
  });

  it('keeps an inference whose usage is no JSON', () => {
    const facts = normaliseSpan(
      spanOf({
        'langfuse.observation.type': 'generation',
        'langfuse.observation.usage_details': '{"input": 12',
      }),
    );
    expect(facts).toMatchObject({ operation: 'chat', usage: null });
  });
});
