import { describe, expect, it } from 'vitest';
import { normaliseSpan } from './normalise.ts';
import { spanOf } from './span-fixture.ts';

// Shapes of traceloop-sdk 0.47 (Python) and @traceloop/node-server-sdk 0.27 with their instrumentations.
describe('spans of OpenLLMetry', () => {
  const context = {
    'traceloop.workflow.name': 'support',
    'traceloop.entity.path': '',
    'traceloop.association.properties.user_id': 'u-1',
    'traceloop.association.properties.chat_id': 'c-1',
    'traceloop.association.properties.session_id': 's-1',
  };

  it('takes a workflow for an execution, with who asked', () => {
    const facts = normaliseSpan(
      spanOf(
        { ...context, 'traceloop.span.kind': 'workflow', 'traceloop.entity.name': 'support' },
        { name: 'support.workflow', parent: null },
      ),
    );
    expect(facts).toMatchObject({
      operation: 'invoke_workflow',
      executionKind: 'workflow',
      workflowName: 'support',
      label: 'support',
      userId: 'u-1',
      sessionId: 's-1',
      conversationId: 'c-1',
    });
  });

  it('names an agent by its entity, not by the workflow around it', () => {
    const facts = normaliseSpan(
      spanOf(
        { ...context, 'traceloop.span.kind': 'agent', 'traceloop.entity.name': 'researcher' },
        { name: 'researcher.agent' },
      ),
    );
    expect(facts).toMatchObject({
      executionKind: 'agent',
      agentName: 'researcher',
      workflowName: 'support',
      label: 'researcher',
    });
  });

  it('takes tasks for steps and tools for tool calls', () => {
    const task = normaliseSpan(
      spanOf(
        { ...context, 'traceloop.span.kind': 'task', 'traceloop.entity.name': 'rank' },
        { name: 'rank.task' },
      ),
    );
    const tool = normaliseSpan(
      spanOf({ ...context, 'traceloop.span.kind': 'tool' }, { name: 'lookup.tool' }),
    );
    expect(task).toMatchObject({ operation: 'step', label: 'rank', executionKind: null });
    expect(tool).toMatchObject({ operation: 'execute_tool', toolName: 'lookup', label: 'lookup' });
  });

  // opentelemetry-instrumentation-openai 0.30: before the GenAI names of tokens.
  it('reads an inference of an old version', () => {
    const facts = normaliseSpan(
      spanOf(
        {
          ...context,
          'llm.request.type': 'chat',
          'gen_ai.system': 'OpenAI',
          'gen_ai.request.model': 'gpt-4o',
          'gen_ai.response.model': 'gpt-4o-2024-08-06',
          'gen_ai.usage.prompt_tokens': 1000,
          'gen_ai.usage.completion_tokens': 200,
          'llm.usage.total_tokens': 1200,
          'gen_ai.usage.cache_read_input_tokens': 400,
          'gen_ai.usage.reasoning_tokens': 50,
        },
        { name: 'openai.chat', kind: 3, scope: 'opentelemetry.instrumentation.openai.v1' },
      ),
    );
    expect(facts).toMatchObject({
      operation: 'chat',
      provider: 'openai',
      requestModel: 'gpt-4o',
      responseModel: 'gpt-4o-2024-08-06',
      usage: { input: 1000, output: 200, cacheRead: 400, cacheWrite: 0, reasoning: 50 },
    });
  });

  const anthropic = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'anthropic',
    'gen_ai.request.model': 'claude-sonnet-4-5',
    'gen_ai.usage.output_tokens': 50,
    'gen_ai.usage.cache_read.input_tokens': 300,
    'gen_ai.usage.cache_creation.input_tokens': 100,
  };

  // @traceloop/instrumentation-anthropic 0.27 copies Anthropic's own count; its total leaves the cache out as well.
  it('adds the cached tokens that its JavaScript instrumentation of Anthropic leaves out', () => {
    const facts = normaliseSpan(
      spanOf(
        { ...anthropic, 'gen_ai.usage.input_tokens': 700, 'gen_ai.usage.total_tokens': 750 },
        { scope: '@traceloop/instrumentation-anthropic' },
      ),
    );
    expect(facts.usage).toEqual({ input: 1100, output: 50, cacheRead: 300, cacheWrite: 100, reasoning: 0 });
  });

  // opentelemetry-instrumentation-anthropic for Python adds them itself.
  it('does not add them twice where the Python instrumentation did', () => {
    const facts = normaliseSpan(
      spanOf(
        { ...anthropic, 'gen_ai.usage.input_tokens': 1100, 'gen_ai.usage.total_tokens': 1150 },
        { scope: 'opentelemetry.instrumentation.anthropic' },
      ),
    );
    expect(facts.usage).toEqual({ input: 1100, output: 50, cacheRead: 300, cacheWrite: 100, reasoning: 0 });
  });
});
