import type { Dialect } from './dialect.ts';

const PROPERTY = 'traceloop.association.properties.';

/**
 * OpenLLMetry (Traceloop), JavaScript 0.x to 0.27 and Python. Inferences carry GenAI names of several ages beside
 * `llm.request.type`; workflows, agents, tasks and tools are told by `traceloop.span.kind`.
 */
export const openLlmetryDialect: Dialect = {
  name: 'openllmetry',
  operations: [
    {
      attribute: 'traceloop.span.kind',
      values: { workflow: 'invoke_workflow', agent: 'invoke_agent', task: 'step', tool: 'execute_tool' },
      otherwise: 'step',
      // It calls each link of a chain a workflow, and sets none within the other.
      exceptScopes: ['@traceloop/instrumentation-langchain'],
    },
    {
      attribute: 'traceloop.span.kind',
      values: { tool: 'execute_tool' },
      otherwise: 'step',
      weak: true,
    },
    {
      attribute: 'llm.request.type',
      values: {
        chat: 'chat',
        completion: 'text_completion',
        embedding: 'embeddings',
        rerank: 'retrieval',
        query: 'retrieval',
      },
      otherwise: 'unknown',
    },
  ],
  names: {
    invoke_agent: ['traceloop.entity.name'],
    invoke_workflow: ['traceloop.entity.name'],
    execute_tool: ['traceloop.entity.name'],
    step: ['traceloop.entity.name'],
  },
  facts: {
    workflowName: ['traceloop.workflow.name'],
    requestModel: ['llm.request.model'],
    responseModel: ['llm.response.model'],
    provider: ['llm.vendor'],
    inputTokens: ['llm.usage.prompt_tokens'],
    outputTokens: ['llm.usage.completion_tokens'],
    totalTokens: ['llm.usage.total_tokens'],
    cacheReadTokens: ['llm.usage.cache_read_input_tokens'],
    cacheWriteTokens: ['llm.usage.cache_creation_input_tokens'],
    reasoningTokens: ['llm.usage.reasoning_tokens'],
    userId: [`${PROPERTY}user_id`, `${PROPERTY}userId`],
    sessionId: [`${PROPERTY}session_id`, `${PROPERTY}sessionId`],
    conversationId: [
      `${PROPERTY}conversation_id`,
      `${PROPERTY}conversationId`,
      `${PROPERTY}chat_id`,
      `${PROPERTY}chatId`,
      `${PROPERTY}thread_id`,
      `${PROPERTY}threadId`,
    ],
  },
  // The Python instrumentation adds cached tokens to the input; the JavaScript one copies Anthropic's count,
  // which leaves them out.
  cacheQuirks: [{ scope: '@traceloop/instrumentation-anthropic' }],
};
