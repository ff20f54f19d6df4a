import type { Dialect, FactPlace } from './dialect.ts';

const usage = (...path: string[]): FactPlace => ({
  attribute: 'langfuse.observation.usage_details',
  path,
});
/** Langfuse's own buckets do not overlap: cached tokens are no part of `input`, reasoning none of `output`. */
const bucket = (key: string): FactPlace => ({ ...usage(key), outside: true });

/** Langfuse SDKs 3 to 5 (OpenTelemetry based). Usage and cost are JSON text, in Langfuse's or the provider's keys. */
export const langfuseDialect: Dialect = {
  name: 'langfuse',
  operations: [
    {
      attribute: 'langfuse.observation.type',
      values: {
        generation: 'chat',
        embedding: 'embeddings',
        agent: 'invoke_agent',
        tool: 'execute_tool',
        retriever: 'retrieval',
        chain: 'chain',
        span: 'chain',
      },
      otherwise: 'step',
    },
  ],
  failures: [{ attribute: 'langfuse.observation.level', value: 'ERROR' }],
  facts: {
    requestModel: ['langfuse.observation.model.name'],
    inputTokens: [
      usage('prompt_tokens'),
      usage('promptTokens'),
      usage('input'),
      usage('input_tokens'),
      usage('inputTokens'),
    ],
    outputTokens: [
      usage('completion_tokens'),
      usage('completionTokens'),
      usage('output'),
      usage('output_tokens'),
      usage('outputTokens'),
    ],
    totalTokens: [usage('total_tokens'), usage('totalTokens'), usage('total')],
    cacheReadTokens: [
      usage('prompt_tokens_details', 'cached_tokens'),
      usage('input_tokens_details', 'cached_tokens'),
      bucket('input_cached_tokens'),
      bucket('input_cache_read'),
      bucket('cache_read_input_tokens'),
    ],
    cacheWriteTokens: [
      bucket('input_cache_creation'),
      bucket('input_cache_write'),
      bucket('cache_creation_input_tokens'),
    ],
    reasoningTokens: [
      usage('completion_tokens_details', 'reasoning_tokens'),
      usage('output_tokens_details', 'reasoning_tokens'),
      bucket('output_reasoning_tokens'),
      bucket('output_reasoning'),
    ],
    // JSON text of a time.
    firstChunkAt: [{ attribute: 'langfuse.observation.completion_start_time', path: [] }],
    cost: [
      { attribute: 'langfuse.observation.cost_details', path: ['total'] },
      { attribute: 'langfuse.observation.cost_details', sum: true },
    ],
    userId: ['langfuse.user.id'],
    sessionId: ['langfuse.session.id'],
    errorMessage: ['langfuse.observation.status_message'],
  },
};
