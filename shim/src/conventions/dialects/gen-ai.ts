import { Attr } from '../attributes.ts';
import { operations } from '../operations.ts';
import type { Dialect, SpanMeaning } from './dialect.ts';

const USAGE = 'gen_ai.usage.';

/**
 * OpenTelemetry GenAI conventions of the stages A to C and older (`gen_ai.system`, `prompt_tokens`), with what
 * widespread emitters of them add: Pydantic AI (`details.*`, "agent run" without an operation), Sentry
 * (`input_tokens.cached`), OpenRouter and OpenLIT (`gen_ai.usage.cost`), the AI SDK 7 (a first chunk under the name of
 * its metric), OpenLIT, Sentry and vLLM (a first token).
 */
export const genAiDialect: Dialect = {
  name: 'gen_ai',
  operations: [
    {
      attribute: Attr.operationName,
      values: {
        ...(Object.fromEntries(operations.map((name) => [name, name])) as Record<string, SpanMeaning>),
        completion: 'text_completion',
        responses: 'chat',
        embedding: 'embeddings',
        rerank: 'retrieval',
        tool: 'execute_tool',
        agent_step: 'step',
        fetch_response: 'step',
        'guardrail.run': 'step',
        guard: 'step',
      },
      otherwise: 'unknown',
    },
    { attribute: Attr.toolName, values: {}, otherwise: 'execute_tool', weak: true },
    { attribute: 'agent_name', values: {}, otherwise: 'invoke_agent', weak: true, beside: 'model_name' },
    { attribute: Attr.requestModel, values: {}, otherwise: 'unknown', weak: true },
    { attribute: Attr.responseModel, values: {}, otherwise: 'unknown', weak: true },
  ],
  facts: {
    agentName: [Attr.agentName, 'agent_name'],
    workflowName: [Attr.workflowName],
    toolName: [Attr.toolName],
    dataSource: [Attr.dataSourceId],
    provider: [Attr.providerName, 'gen_ai.system'],
    requestModel: [Attr.requestModel],
    responseModel: [Attr.responseModel],
    responseId: [Attr.responseId],
    inputTokens: [Attr.inputTokens, `${USAGE}prompt_tokens`],
    outputTokens: [Attr.outputTokens, `${USAGE}completion_tokens`],
    totalTokens: [`${USAGE}total_tokens`],
    cacheReadTokens: [
      Attr.cacheReadTokens,
      `${USAGE}cache_read_input_tokens`,
      `${USAGE}input_tokens.cached`,
      `${USAGE}details.cache_read_tokens`,
      `${USAGE}details.cache_read_input_tokens`,
    ],
    cacheWriteTokens: [
      Attr.cacheWriteTokens,
      `${USAGE}cache_creation.input_tokens`,
      `${USAGE}cache_creation_input_tokens`,
      `${USAGE}input_tokens.cache_write`,
      `${USAGE}details.cache_write_tokens`,
      `${USAGE}details.cache_creation_input_tokens`,
    ],
    reasoningTokens: [
      Attr.reasoningTokens,
      `${USAGE}reasoning_tokens`,
      `${USAGE}output_tokens.reasoning`,
      `${USAGE}details.reasoning_tokens`,
    ],
    firstChunkSeconds: [
      Attr.timeToFirstChunk,
      'gen_ai.client.operation.time_to_first_chunk',
      'gen_ai.response.time_to_first_token',
      'gen_ai.server.time_to_first_token',
      'gen_ai.latency.time_to_first_token',
    ],
    cost: [Attr.costAmount, `${USAGE}cost`],
    costCurrency: [Attr.costCurrency],
    userId: [Attr.userId, 'enduser.id'],
    sessionId: [Attr.sessionId],
    conversationId: [Attr.conversationId],
    errorType: [Attr.errorType, Attr.exceptionType],
    errorMessage: [Attr.exceptionMessage, 'error.message'],
  },
};
