import type { Dialect, FactSource } from './dialect.ts';

const USAGE = 'ai.usage.';
const METADATA = 'ai.telemetry.metadata.';
const PROVIDER_METADATA = 'ai.response.providerMetadata';

const reported = (...path: string[]): FactSource => ({ attribute: PROVIDER_METADATA, path });

/**
 * Vercel AI SDK 4 to 6 (7 emits GenAI names). The outer span of a call (`ai.generateText`) holds the sum of its
 * steps and is a run, as version 7 names it; only `.doGenerate`, `.doStream` and `.doEmbed` are inferences.
 */
export const aiSdkDialect: Dialect = {
  name: 'ai_sdk',
  operations: [
    {
      attribute: 'ai.operationId',
      values: {
        'ai.generatetext': 'invoke_agent',
        'ai.streamtext': 'invoke_agent',
        'ai.generateobject': 'invoke_agent',
        'ai.streamobject': 'invoke_agent',
        'ai.workflowagent.stream': 'invoke_agent',
        'ai.generatetext.dogenerate': 'chat',
        'ai.streamtext.dostream': 'chat',
        'ai.generateobject.dogenerate': 'chat',
        'ai.streamobject.dostream': 'chat',
        'ai.embed.doembed': 'embeddings',
        'ai.embedmany.doembed': 'embeddings',
        'ai.rerank.dorerank': 'retrieval',
        'ai.toolcall': 'execute_tool',
      },
      otherwise: 'step',
    },
  ],
  facts: {
    agentName: ['ai.telemetry.functionId'],
    toolName: ['ai.toolCall.name'],
    stepName: ['ai.operationId'],
    provider: ['ai.model.provider'],
    requestModel: ['ai.model.id'],
    responseModel: ['ai.response.model'],
    responseId: ['ai.response.id'],
    inputTokens: [`${USAGE}inputTokens`, `${USAGE}promptTokens`, `${USAGE}tokens`],
    outputTokens: [`${USAGE}outputTokens`, `${USAGE}completionTokens`],
    totalTokens: [`${USAGE}totalTokens`],
    cacheReadTokens: [
      `${USAGE}inputTokenDetails.cacheReadTokens`,
      `${USAGE}cachedInputTokens`,
      reported('anthropic', 'cacheReadInputTokens'),
      reported('anthropic', 'usage', 'cache_read_input_tokens'),
      reported('bedrock', 'usage', 'cacheReadInputTokens'),
      reported('openai', 'cachedPromptTokens'),
    ],
    cacheWriteTokens: [
      `${USAGE}inputTokenDetails.cacheWriteTokens`,
      reported('anthropic', 'cacheCreationInputTokens'),
      reported('anthropic', 'usage', 'cache_creation_input_tokens'),
      reported('bedrock', 'usage', 'cacheWriteInputTokens'),
    ],
    reasoningTokens: [
      `${USAGE}outputTokenDetails.reasoningTokens`,
      `${USAGE}reasoningTokens`,
      reported('openai', 'reasoningTokens'),
    ],
    firstChunkMs: ['ai.response.msToFirstChunk'],
    cost: [reported('gateway', 'cost'), reported('openrouter', 'usage', 'cost')],
    userId: [`${METADATA}userId`, `${METADATA}user_id`],
    sessionId: [`${METADATA}sessionId`, `${METADATA}session_id`],
    conversationId: [
      `${METADATA}conversationId`,
      `${METADATA}conversation_id`,
      `${METADATA}chatId`,
      `${METADATA}threadId`,
    ],
  },
  // Versions 4 and 5 pass on the counts of Anthropic and Bedrock, which leave cached tokens out; version 6 gives
  // the whole, and the parts beside it.
  cacheQuirks: [
    {
      scope: 'ai',
      providers: ['anthropic', 'aws.bedrock'],
      modelPart: 'claude',
      unless: `${USAGE}inputTokenDetails.noCacheTokens`,
    },
  ],
};
