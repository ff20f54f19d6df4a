import type { Dialect } from './dialect.ts';

const TOKENS = 'llm.token_count.';

/** OpenInference (Arize, Phoenix), semantic conventions up to 2.12. `metadata` is JSON text. */
export const openInferenceDialect: Dialect = {
  name: 'openinference',
  operations: [
    {
      attribute: 'openinference.span.kind',
      values: {
        llm: 'chat',
        embedding: 'embeddings',
        chain: 'chain',
        retriever: 'retrieval',
        reranker: 'retrieval',
        tool: 'execute_tool',
        agent: 'invoke_agent',
      },
      otherwise: 'step',
    },
  ],
  firstChunkEvent: 'First Token Stream Event',
  facts: {
    agentName: ['agent.name'],
    toolName: ['tool.name'],
    provider: ['llm.provider', 'llm.system', { attribute: 'metadata', path: ['ls_provider'] }],
    requestModel: [
      'llm.request.model_name',
      'llm.model_name',
      'embedding.model_name',
      'reranker.model_name',
      // A failed call has no more.
      { attribute: 'llm.invocation_parameters', path: ['model'] },
    ],
    responseModel: ['llm.response.model_name'],
    // No attribute has it: the answer of the client, or of LangChain, is in the output.
    responseId: [
      { attribute: 'output.value', path: ['id'] },
      { attribute: 'output.value', path: ['generations', '0', '0', 'message', 'kwargs', 'id'] },
    ],
    inputTokens: [`${TOKENS}prompt`],
    outputTokens: [`${TOKENS}completion`],
    totalTokens: [`${TOKENS}total`],
    cacheReadTokens: [`${TOKENS}prompt_details.cache_read`, `${TOKENS}prompt_details.cache_input`],
    cacheWriteTokens: [`${TOKENS}prompt_details.cache_write`],
    reasoningTokens: [`${TOKENS}completion_details.reasoning`],
    cost: ['llm.cost.total'],
    userId: ['user.id', { attribute: 'metadata', path: ['user_id'] }],
    sessionId: ['session.id', { attribute: 'metadata', path: ['session_id'] }],
    conversationId: [
      { attribute: 'metadata', path: ['conversation_id'] },
      { attribute: 'metadata', path: ['thread_id'] },
    ],
  },
};
