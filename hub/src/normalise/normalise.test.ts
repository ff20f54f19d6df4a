import { describe, expect, it } from 'vitest';
import { normaliseEvent, normaliseSpan } from './normalise.ts';
import { spanOf } from './span-fixture.ts';

describe('spans with GenAI names', () => {
  it('reads an inference of stage B and C', () => {
    const facts = normaliseSpan(
      spanOf(
        {
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': 'anthropic',
          'gen_ai.request.model': 'claude-sonnet-4-5',
          'gen_ai.response.model': 'claude-sonnet-4-5-20250929',
          'gen_ai.response.finish_reasons': ['end_turn'],
          'gen_ai.usage.input_tokens': 1200,
          'gen_ai.usage.output_tokens': 340,
          'gen_ai.usage.cache_read.input_tokens': 800,
          'gen_ai.usage.cache_write.input_tokens': 100,
          'gen_ai.usage.reasoning.output_tokens': 40,
          'gen_ai.conversation.id': 'conv-1',
          'user.id': 'u-1',
          'session.id': 's-1',
        },
        { name: 'chat claude-sonnet-4-5', kind: 3 },
      ),
    );
    expect(facts).toMatchObject({
      operation: 'chat',
      executionKind: null,
      label: 'claude-sonnet-4-5',
      provider: 'anthropic',
      requestModel: 'claude-sonnet-4-5',
      responseModel: 'claude-sonnet-4-5-20250929',
      usage: { input: 1200, output: 340, cacheRead: 800, cacheWrite: 100, reasoning: 40 },
      conversationId: 'conv-1',
      userId: 'u-1',
      sessionId: 's-1',
    });
  });

  // opentelemetry-instrumentation-openai-v2 2.0b0 for Python, conventions 1.28 and older.
  it('reads the names of older conventions', () => {
    const facts = normaliseSpan(
      spanOf({
        'gen_ai.operation.name': 'chat',
        'gen_ai.system': 'vertex_ai',
        'gen_ai.request.model': 'gemini-1.5-pro',
        'gen_ai.usage.prompt_tokens': 10,
        'gen_ai.usage.completion_tokens': 5,
        'gen_ai.usage.cache_creation.input_tokens': 4,
      }),
    );
    expect(facts.provider).toBe('gcp.vertex_ai');
    expect(facts.usage).toEqual({ input: 10, output: 5, cacheRead: 0, cacheWrite: 4, reasoning: 0 });
  });

  it('takes an agent for an execution and leaves the sum on it alone', () => {
    const facts = normaliseSpan(
      spanOf(
        {
          'gen_ai.operation.name': 'invoke_agent',
          'gen_ai.agent.name': 'triage',
          'gen_ai.request.model': 'gpt-4o',
          'gen_ai.usage.input_tokens': 9000,
          'gen_ai.usage.output_tokens': 900,
          'gen_ai.usage.cost': 0.5,
        },
        { name: 'invoke_agent triage' },
      ),
    );
    expect(facts).toMatchObject({ executionKind: 'agent', label: 'triage', agentName: 'triage' });
    expect(facts.usage).toBeNull();
    expect(facts.reportedCostUsd).toBeNull();
  });

  it('takes a workflow for an execution', () => {
    const facts = normaliseSpan(
      spanOf({ 'gen_ai.operation.name': 'invoke_workflow', 'gen_ai.workflow.name': 'nightly' }),
    );
    expect(facts).toMatchObject({ executionKind: 'workflow', label: 'nightly', workflowName: 'nightly' });
  });

  it('takes names from the span name where no attribute has them', () => {
    const named = (operation: string, name: string) =>
      normaliseSpan(spanOf({ 'gen_ai.operation.name': operation }, { name }));
    expect(named('invoke_agent', 'invoke_agent Math Tutor').agentName).toBe('Math Tutor');
    expect(named('execute_tool', 'execute_tool search').toolName).toBe('search');
    expect(named('retrieval', 'retrieval docs').label).toBe('docs');
    expect(named('invoke_agent', 'invoke_agent').label).toBeNull();
  });

  // Pydantic AI 1.0, instrumentation version 2: no operation on the agent's span, the sum on it, C2.
  it('knows the agent run of Pydantic AI by its own names', () => {
    const facts = normaliseSpan(
      spanOf(
        {
          agent_name: 'weather',
          model_name: 'gpt-4o',
          'gen_ai.agent.name': 'weather',
          'gen_ai.usage.input_tokens': 2065,
          'gen_ai.usage.output_tokens': 65,
        },
        { name: 'agent run' },
      ),
    );
    expect(facts).toMatchObject({ executionKind: 'agent', agentName: 'weather', usage: null });
  });

  it('counts the tokens of an operation that it does not know, where it has a model', () => {
    const facts = normaliseSpan(
      spanOf({
        'gen_ai.operation.name': 'image_generation',
        'gen_ai.request.model': 'gpt-image-1',
        'gen_ai.usage.input_tokens': 50,
      }),
    );
    expect(facts.operation).toBe('generate_content');
    expect(facts.usage).toMatchObject({ input: 50, output: 0 });
  });

  it('takes an operation that it does not know for a step where it has no tokens', () => {
    const facts = normaliseSpan(
      spanOf({ 'gen_ai.operation.name': 'warm_up', 'gen_ai.request.model': 'gpt-4o' }, { name: 'warm up' }),
    );
    expect(facts).toMatchObject({ operation: 'step', label: 'warm up', usage: null });
  });

  it('leaves an MCP server its own span, so that one call is one step', () => {
    const attributes = {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'search',
      'mcp.method.name': 'tools/call',
    };
    expect(normaliseSpan(spanOf(attributes, { kind: 3 }))).toMatchObject({
      operation: 'execute_tool',
      toolName: 'search',
    });
    expect(normaliseSpan(spanOf(attributes, { kind: 2 })).operation).toBeNull();
  });

  it('keeps a cost in dollars and drops one in another currency', () => {
    const cost = (currency?: string) =>
      normaliseSpan(
        spanOf({
          'gen_ai.operation.name': 'chat',
          'gen_ai.usage.cost.amount': 0.0042,
          ...(currency && { 'gen_ai.usage.cost.currency': currency }),
        }),
      ).reportedCostUsd;
    expect(cost('USD')).toBe(0.0042);
    expect(cost()).toBe(0.0042);
    expect(cost('EUR')).toBeNull();
  });
});

describe('spans that are none of an agent', () => {
  it('have no facts', () => {
    const facts = normaliseSpan(
      spanOf({ 'http.request.method': 'GET', 'gen_ai.agent.name': 'inherited', 'user.id': 'u' }),
    );
    expect(new Set(Object.values(facts))).toEqual(new Set([null]));
  });

  it('keep their error', () => {
    const facts = normaliseSpan(spanOf({ 'error.type': '500' }, { statusCode: 2, statusMessage: 'boom' }));
    expect(facts).toMatchObject({ operation: null, errorType: '500', errorMessage: 'boom' });
  });
});

describe('our own spans and events', () => {
  it('reads a named step', () => {
    const facts = normaliseSpan(
      spanOf(
        { 'observatory.step.name': 'plan route', 'observatory.step.kind': 'step' },
        { name: 'plan route' },
      ),
    );
    expect(facts).toMatchObject({ operation: 'step', label: 'plan route', executionKind: null });
  });

  it('lets the operation decide over the kind of step', () => {
    const facts = normaliseSpan(
      spanOf({
        'gen_ai.operation.name': 'text_completion',
        'observatory.step.kind': 'llm',
        'observatory.step.name': 'draft',
        'gen_ai.request.model': 'm',
        'gen_ai.usage.input_tokens': 1,
      }),
    );
    expect(facts.operation).toBe('text_completion');
  });

  it('reads the events of an execution', () => {
    const facts = normaliseEvent({
      'observatory.execution.kind': 'workflow',
      'gen_ai.workflow.name': 'nightly',
      'observatory.execution.operation': 'report',
      'observatory.task.id': 't-1',
      'error.type': 'TimeoutError',
      'exception.message': 'took too long',
    });
    expect(facts).toMatchObject({
      executionKind: 'workflow',
      workflowName: 'nightly',
      executionOperation: 'report',
      taskId: 't-1',
      errorType: 'TimeoutError',
      errorMessage: 'took too long',
    });
  });

  it('gives an llm_call event the facts of its span', () => {
    const attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 12,
      'gen_ai.usage.output_tokens': 3,
      'observatory.step.name': 'chat gpt-4o',
      'observatory.step.kind': 'llm',
    };
    expect(normaliseEvent(attributes)).toEqual(normaliseSpan(spanOf(attributes, { name: 'chat gpt-4o' })));
  });

  it('accepts the short names', () => {
    const facts = normaliseSpan(
      spanOf({
        'gen_ai.operation.name': 'invoke_agent',
        agentType: 'triage',
        userId: 'u-1',
        sessionId: 's-1',
        taskId: 't-1',
        workflowId: 'w-1',
      }),
    );
    expect(facts).toMatchObject({
      agentName: 'triage',
      userId: 'u-1',
      sessionId: 's-1',
      taskId: 't-1',
      workflowId: 'w-1',
    });
  });

  it('is not misled by values that are called like members of every object', () => {
    const facts = normaliseSpan(
      spanOf({ 'gen_ai.operation.name': 'constructor', 'gen_ai.system': '__proto__' }),
    );
    expect(facts).toMatchObject({ operation: 'step', provider: '__proto__' });
  });
});
