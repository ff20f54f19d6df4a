import { describe, expect, it } from 'vitest';
import type { SpanRecord } from '../otlp/records.ts';
import type { SpanFacts } from './facts.ts';
import { normaliseSpan } from './normalise.ts';
import { spanOf } from './span-fixture.ts';

/** One run in three shapes: an agent that calls a model, a tool, and a model again. */
interface Shape {
  readonly agent: SpanRecord;
  readonly first: SpanRecord;
  readonly tool: SpanRecord;
  readonly second: SpanRecord;
}

const native: Shape = {
  agent: spanOf(
    {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'researcher',
      'gen_ai.usage.input_tokens': 2500,
      'gen_ai.usage.output_tokens': 500,
      'user.id': 'u-1',
      'session.id': 's-1',
    },
    { name: 'invoke_agent researcher' },
  ),
  first: spanOf(
    {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'o3',
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.output_tokens': 200,
      'gen_ai.usage.cache_read.input_tokens': 400,
      'gen_ai.usage.reasoning.output_tokens': 50,
    },
    { name: 'chat o3', kind: 3 },
  ),
  tool: spanOf(
    { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' },
    { name: 'execute_tool search' },
  ),
  second: spanOf(
    {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.request.model': 'claude-sonnet-4-5',
      'gen_ai.usage.input_tokens': 1500,
      'gen_ai.usage.output_tokens': 300,
      'gen_ai.usage.cache_read.input_tokens': 900,
      'gen_ai.usage.cache_creation.input_tokens': 100,
    },
    { name: 'chat claude-sonnet-4-5', kind: 3 },
  ),
};

const openLlmetry: Shape = {
  agent: spanOf(
    {
      'traceloop.span.kind': 'agent',
      'traceloop.entity.name': 'researcher',
      'traceloop.association.properties.user_id': 'u-1',
      'traceloop.association.properties.session_id': 's-1',
    },
    { name: 'researcher.agent' },
  ),
  first: spanOf(
    {
      'llm.request.type': 'chat',
      'gen_ai.system': 'OpenAI',
      'gen_ai.request.model': 'o3',
      'gen_ai.usage.prompt_tokens': 1000,
      'gen_ai.usage.completion_tokens': 200,
      'llm.usage.total_tokens': 1200,
      'gen_ai.usage.cache_read_input_tokens': 400,
      'gen_ai.usage.reasoning_tokens': 50,
    },
    { name: 'openai.chat', kind: 3 },
  ),
  tool: spanOf({ 'traceloop.span.kind': 'tool', 'traceloop.entity.name': 'search' }, { name: 'search.tool' }),
  second: spanOf(
    {
      'llm.request.type': 'chat',
      'gen_ai.system': 'Anthropic',
      'gen_ai.request.model': 'claude-sonnet-4-5',
      // Anthropic's own count: 1500 - 900 - 100.
      'gen_ai.usage.input_tokens': 500,
      'gen_ai.usage.output_tokens': 300,
      'gen_ai.usage.cache_read_input_tokens': 900,
      'gen_ai.usage.cache_creation_input_tokens': 100,
    },
    { name: 'anthropic.chat', kind: 3, scope: '@traceloop/instrumentation-anthropic' },
  ),
};

const openInference: Shape = {
  agent: spanOf(
    {
      'openinference.span.kind': 'AGENT',
      'agent.name': 'researcher',
      'llm.token_count.prompt': 2500,
      'llm.token_count.completion': 500,
      'user.id': 'u-1',
      'session.id': 's-1',
    },
    { name: 'Agent.run' },
  ),
  first: spanOf(
    {
      'openinference.span.kind': 'LLM',
      'llm.system': 'openai',
      'llm.model_name': 'o3',
      'llm.token_count.prompt': 1000,
      'llm.token_count.completion': 200,
      'llm.token_count.total': 1200,
      'llm.token_count.prompt_details.cache_read': 400,
      'llm.token_count.completion_details.reasoning': 50,
    },
    { name: 'ChatCompletion' },
  ),
  tool: spanOf({ 'openinference.span.kind': 'TOOL', 'tool.name': 'search' }, { name: 'search' }),
  second: spanOf(
    {
      'openinference.span.kind': 'LLM',
      'llm.provider': 'anthropic',
      'llm.model_name': 'claude-sonnet-4-5',
      'llm.token_count.prompt': 1500,
      'llm.token_count.completion': 300,
      'llm.token_count.prompt_details.cache_read': 900,
      'llm.token_count.prompt_details.cache_write': 100,
    },
    { name: 'Messages' },
  ),
};

const nothing: SpanFacts = {
  operation: null,
  executionKind: null,
  executionIfOutermost: null,
  label: null,
  agentName: null,
  workflowName: null,
  executionOperation: null,
  toolName: null,
  provider: null,
  requestModel: null,
  responseModel: null,
  responseId: null,
  servedTool: null,
  firstChunkUs: null,
  usage: null,
  reportedCostUsd: null,
  userId: null,
  sessionId: null,
  taskId: null,
  conversationId: null,
  workflowId: null,
  errorType: null,
  errorMessage: null,
};
const expected: Readonly<Record<keyof Shape, SpanFacts>> = {
  agent: {
    ...nothing,
    operation: 'invoke_agent',
    executionKind: 'agent',
    label: 'researcher',
    agentName: 'researcher',
    userId: 'u-1',
    sessionId: 's-1',
  },
  first: {
    ...nothing,
    operation: 'chat',
    label: 'o3',
    provider: 'openai',
    requestModel: 'o3',
    usage: { input: 1000, output: 200, cacheRead: 400, cacheWrite: 0, reasoning: 50 },
  },
  tool: { ...nothing, operation: 'execute_tool', label: 'search', toolName: 'search' },
  second: {
    ...nothing,
    operation: 'chat',
    label: 'claude-sonnet-4-5',
    provider: 'anthropic',
    requestModel: 'claude-sonnet-4-5',
    usage: { input: 1500, output: 300, cacheRead: 900, cacheWrite: 100, reasoning: 0 },
  },
};

describe.each([
  ['natively', native],
  ['in the shape of OpenLLMetry', openLlmetry],
  ['in the shape of OpenInference', openInference],
])('one run %s', (_, shape) => {
  it.each(['agent', 'first', 'tool', 'second'] as const)('has the same facts: %s', (part) => {
    expect(normaliseSpan(shape[part])).toEqual(expected[part]);
  });
});

describe('a span that speaks two dialects', () => {
  it('counts once, natively', () => {
    const both = spanOf(
      { ...openInference.first.attributes, ...openLlmetry.first.attributes, ...native.first.attributes },
      { name: 'chat o3' },
    );
    expect(normaliseSpan(both)).toEqual(expected.first);
  });
});
