import { describe, expect, it } from 'vitest';
import { normaliseSpan } from './normalise.ts';
import { spanOf } from './span-fixture.ts';

// Shapes of openinference-instrumentation-openai, -langchain and -anthropic (conventions 0.1.21 for Python, 2.x for
// JavaScript); complaint C36: these spans showed no tokens.
describe('spans of OpenInference', () => {
  it('reads an inference', () => {
    const facts = normaliseSpan(
      spanOf(
        {
          'openinference.span.kind': 'LLM',
          'llm.system': 'openai',
          'llm.provider': 'azure',
          'llm.model_name': 'gpt-4o-2024-08-06',
          'llm.invocation_parameters': '{"temperature": 0}',
          'llm.token_count.prompt': 1000,
          'llm.token_count.completion': 200,
          'llm.token_count.total': 1200,
          'llm.token_count.prompt_details.cache_read': 400,
          'llm.token_count.completion_details.reasoning': 50,
          'llm.cost.total': 0.0123,
          'session.id': 's-1',
          'user.id': 'u-1',
          metadata: '{"thread_id": "th-1"}',
        },
        { name: 'ChatCompletion' },
      ),
    );
    expect(facts).toMatchObject({
      operation: 'chat',
      label: 'gpt-4o-2024-08-06',
      provider: 'azure.ai.openai',
      requestModel: 'gpt-4o-2024-08-06',
      responseModel: null,
      usage: { input: 1000, output: 200, cacheRead: 400, cacheWrite: 0, reasoning: 50 },
      reportedCostUsd: 0.0123,
      userId: 'u-1',
      sessionId: 's-1',
      conversationId: 'th-1',
    });
  });

  it('reads the two model names of later versions', () => {
    const facts = normaliseSpan(
      spanOf({
        'openinference.span.kind': 'LLM',
        'llm.request.model_name': 'auto',
        'llm.response.model_name': 'gpt-4o',
      }),
    );
    expect(facts).toMatchObject({ requestModel: 'auto', responseModel: 'gpt-4o', usage: null });
  });

  it('takes an agent for an execution and leaves its tokens alone', () => {
    const facts = normaliseSpan(
      spanOf(
        { 'openinference.span.kind': 'AGENT', 'agent.name': 'researcher', 'llm.token_count.prompt': 5000 },
        { name: 'AgentExecutor' },
      ),
    );
    expect(facts).toMatchObject({
      operation: 'invoke_agent',
      executionKind: 'agent',
      agentName: 'researcher',
      usage: null,
    });
  });

  it('names an agent by its span where nothing else does', () => {
    const facts = normaliseSpan(
      spanOf({ 'openinference.span.kind': 'AGENT' }, { name: 'Researcher.kickoff' }),
    );
    expect(facts.agentName).toBe('Researcher.kickoff');
  });

  it('takes a chain for a workflow at the root of its trace', () => {
    const facts = normaliseSpan(
      spanOf({ 'openinference.span.kind': 'CHAIN' }, { name: 'LangGraph', parent: null }),
    );
    expect(facts).toMatchObject({ executionKind: 'workflow', workflowName: 'LangGraph', label: 'LangGraph' });
  });

  it('takes a chain below another span for a step that may turn out to be the outermost', () => {
    const facts = normaliseSpan(spanOf({ 'openinference.span.kind': 'CHAIN' }, { name: 'RunnableSequence' }));
    expect(facts).toMatchObject({
      operation: 'step',
      executionKind: null,
      executionIfOutermost: 'workflow',
      label: 'RunnableSequence',
    });
  });

  it.each([
    ['TOOL', 'execute_tool'],
    ['RETRIEVER', 'retrieval'],
    ['RERANKER', 'retrieval'],
    ['EMBEDDING', 'embeddings'],
    ['GUARDRAIL', 'step'],
    ['EVALUATOR', 'step'],
    ['PROMPT', 'step'],
  ])('takes %s for %s', (kind, operation) => {
    expect(normaliseSpan(spanOf({ 'openinference.span.kind': kind })).operation).toBe(operation);
  });

  it('reads the name of a tool and the model of an embedding', () => {
    const tool = normaliseSpan(
      spanOf({ 'openinference.span.kind': 'TOOL', 'tool.name': 'search' }, { name: 'search_tool' }),
    );
    const embedding = normaliseSpan(
      spanOf({
        'openinference.span.kind': 'EMBEDDING',
        'embedding.model_name': 'text-embedding-3-small',
        'llm.token_count.total': 77,
        'llm.token_count.prompt': 77,
      }),
    );
    expect(tool.toolName).toBe('search');
    expect(embedding).toMatchObject({
      requestModel: 'text-embedding-3-small',
      usage: { input: 77, output: 0 },
    });
  });
});
