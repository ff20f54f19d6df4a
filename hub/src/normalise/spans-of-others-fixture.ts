import type { Seen } from './seen-fixture.ts';

/**
 * What the hub must see of what other packages record (test/integrations/recorders): what the replayed answers said, as
 * far as the package passes it on. By package and major version, then by scenario. Prices are those of `prices`.
 */
export const prices = [
  '- { model: gpt-4.1-mini*, inputPerMillion: 4, cacheReadPerMillion: 1, outputPerMillion: 16 }',
  '- { model: text-embedding-3-small, inputPerMillion: 2, outputPerMillion: 0 }',
  '- { model: claude-sonnet-4-5*, inputPerMillion: 3, cacheReadPerMillion: 0.3, cacheWritePerMillion: 3.75, outputPerMillion: 15 }',
  '',
].join('\n');

/** Input, output, cache read, cache write, reasoning, and the cost in dollars at `prices`. */
const whole = { tokens: [100, 20, 64, 0, 8], costUsd: 0.000528 };
const withoutReasoning = { tokens: [100, 20, 64, 0, 0], costUsd: 0.000528 };
/** Of packages that do not pass on the parts. */
const withoutParts = { tokens: [100, 20, 0, 0, 0], costUsd: 0.00072 };
const twoTurns = { tokens: [90, 27, 0, 0, 0], costUsd: 0.000792 };
const embedded = { tokens: [8, 0, 0, 0, 0], costUsd: 0.000016 };
const claude = { tokens: [360, 20, 300, 40, 0], costUsd: 0.0006 };
const nothing = { tokens: [0, 0, 0, 0, 0], costUsd: null };

type Used = Pick<Seen, 'tokens' | 'costUsd'>;

/** Calls of a client by itself, each an execution of its service. */
const lone = (used: Used, model: string, operation = 'chat', failure = ''): Seen => ({
  executions: [`agent recorder: ${operation}${failure}`],
  steps: [`${operation === 'embeddings' ? 'embedding' : 'llm'} ${model}`],
  ...used,
});
const MINI = 'gpt-4.1-mini';
const DATED = 'gpt-4.1-mini-2025-04-14';
const EMBEDDING = 'text-embedding-3-small';
const CLAUDE = 'claude-sonnet-4-5';
/** Two calls within one request. */
const asked = (model: string, used: Used = twoTurns): Seen => ({
  executions: ['agent recorder: POST /ask'],
  steps: [`llm ${model}`, `llm ${model}`],
  ...used,
});
const twice = (used: Used): Seen => ({
  executions: ['agent recorder: chat', 'agent recorder: chat'],
  steps: [`llm ${MINI}`, `llm ${MINI}`],
  ...used,
});
const failed = (type: string, model = 'gpt-overloaded'): Seen =>
  lone(nothing, model, 'chat', ` failed ${type}`);
const unseen: Seen = { executions: [], steps: [], ...nothing };

/** Anthropic's own client records spans too, below those of the instrumentation: both are steps, one counts. */
const anthropic = (first: string, error: string): Readonly<Record<string, Seen>> => ({
  chat: { ...lone(claude, first), steps: [`llm ${CLAUDE}`, `llm ${first}`] },
  stream: { ...lone(claude, CLAUDE), steps: [`llm ${CLAUDE}`, `llm ${CLAUDE}`] },
  error: {
    ...failed(error, 'claude-overloaded'),
    steps: ['llm claude-overloaded', 'llm claude-overloaded'],
  },
});

const agent = (used: Used, steps: readonly string[] = [`llm ${MINI}`], failure = ''): Seen => ({
  executions: [`agent forecaster${failure}`],
  steps,
  ...used,
});
const toolLoop = [`llm ${MINI}`, `llm ${MINI}`, 'tool get_weather'];
const failedAgent = (type: string) => agent(nothing, ['llm gpt-overloaded'], ` failed ${type}`);

/** The tool loop of LangGraph, as a workflow of its links. */
const langGraph: Seen = { executions: ['workflow forecaster'], steps: toolLoop, ...twoTurns };
const openInferenceLangChain: Readonly<Record<string, Seen>> = {
  agent: langGraph,
  request: langGraph,
  chat: lone(whole, MINI),
  stream: lone(whole, MINI),
  error: failed('Error'),
};
/** It neither passes on what a stream used, nor what embeddings did, and records no failed call. */
const openInferenceOpenAi: Readonly<Record<string, Seen>> = {
  chat: lone(whole, DATED),
  stream: lone(nothing, MINI),
  tools: asked(DATED),
  responses: lone(whole, DATED),
  embeddings: lone(nothing, EMBEDDING, 'embeddings'),
  error: unseen,
};
const langfuse: Readonly<Record<string, Seen>> = {
  chat: lone(whole, DATED),
  stream: lone(whole, MINI),
  tools: asked(DATED),
  responses: lone(whole, DATED),
  // A generation like any other, without its tokens.
  embeddings: lone(nothing, EMBEDDING),
  error: failed('Error'),
  // With the cost that the sender said.
  agent: agent({ tokens: whole.tokens, costUsd: 0.003 }, [`llm ${MINI}`, 'tool get_weather']),
};
const genAiOpenAi: Readonly<Record<string, Seen>> = {
  chat: lone(withoutParts, MINI),
  stream: lone(withoutParts, MINI),
  tools: asked(MINI),
  embeddings: lone(embedded, EMBEDDING, 'embeddings'),
  error: failed('RateLimitError'),
};

export const spansOfOthers: Readonly<Record<string, Readonly<Record<string, Seen>>>> = {
  'ai@7': {
    agent: agent(twoTurns, toolLoop),
    chat: agent(withoutReasoning),
    stream: agent(withoutReasoning),
    anthropic: agent(claude, [`llm ${CLAUDE}`]),
    embeddings: {
      ...lone(embedded, EMBEDDING, 'embeddings'),
      steps: [`embedding ${EMBEDDING}`, `embedding ${EMBEDDING}`],
    },
    error: failedAgent('AI_APICallError'),
  },
  'ai@6': {
    agent: agent(twoTurns, toolLoop),
    chat: agent(whole),
    stream: agent(whole),
    anthropic: agent(claude, [`llm ${CLAUDE}`]),
    embeddings: {
      executions: ['agent forecaster: ai.embed'],
      steps: [`embedding ${EMBEDDING}`],
      ...embedded,
    },
    error: failedAgent('AI_APICallError'),
  },
  'ai@5': {
    agent: agent(twoTurns, toolLoop),
    chat: agent(withoutParts),
    stream: agent(whole),
    embeddings: {
      executions: ['agent forecaster: ai.embed'],
      steps: [`embedding ${EMBEDDING}`],
      ...embedded,
    },
    error: failedAgent('AI_APICallError'),
  },
  'arizeai-openinference-vercel@3': {
    agent: agent(twoTurns, toolLoop),
    chat: agent(whole),
    stream: agent(whole),
    anthropic: agent(claude, [`llm ${CLAUDE}`]),
    embeddings: {
      ...lone(embedded, EMBEDDING, 'embeddings'),
      steps: [`embedding ${EMBEDDING}`, `embedding ${EMBEDDING}`],
    },
    error: failedAgent('AI_APICallError'),
  },
  'arizeai-openinference-vercel@2': {
    agent: agent(twoTurns, toolLoop),
    chat: agent(whole),
    stream: agent(whole),
    anthropic: agent(claude, [`llm ${CLAUDE}`]),
    embeddings: {
      executions: ['agent forecaster: ai.embed forecaster'],
      steps: [`embedding ${EMBEDDING}`],
      ...embedded,
    },
    error: failedAgent('AI_APICallError'),
  },
  'arizeai-openinference-instrumentation-openai@4': openInferenceOpenAi,
  'arizeai-openinference-instrumentation-openai@3': openInferenceOpenAi,
  'arizeai-openinference-instrumentation-anthropic@0.2': anthropic(CLAUDE, 'Error'),
  'arizeai-openinference-instrumentation-anthropic@0.1': anthropic('claude-sonnet-4-5-20250929', 'Error'),
  'arizeai-openinference-instrumentation-langchain@4': openInferenceLangChain,
  'arizeai-openinference-instrumentation-langchain@3': openInferenceLangChain,
  // Two at once that know nothing of each other. In one trace an answer counts once; without a span around them each
  // starts a trace of its own, and no hub knows that the two are one.
  'arizeai-openinference-instrumentation-langchain-beside-opentelemetry-openai@3': {
    agent: {
      executions: ['agent recorder: chat', 'agent recorder: chat', 'workflow forecaster'],
      steps: [`llm ${MINI}`, `llm ${MINI}`, ...toolLoop],
      tokens: [180, 54, 0, 0, 0],
      costUsd: 0.001584,
    },
    request: langGraph,
    chat: twice({ tokens: [200, 40, 64, 0, 8], costUsd: 0.001248 }),
    stream: twice({ tokens: [200, 40, 64, 0, 8], costUsd: 0.001248 }),
    error: {
      executions: ['agent recorder: chat failed Error', 'agent recorder: chat failed RateLimitError'],
      steps: ['llm gpt-overloaded', 'llm gpt-overloaded'],
      ...nothing,
    },
  },
  'langfuse-openai@5': langfuse,
  'langfuse-openai@4': langfuse,
  'opentelemetry-instrumentation-openai@0.22': { ...genAiOpenAi, responses: lone(withoutParts, MINI) },
  'opentelemetry-instrumentation-openai@0.5': { ...genAiOpenAi, responses: unseen },
  // It passes on no parts, nor what a stream used; records no embeddings and no failed call.
  'traceloop-instrumentation-openai@0.27': {
    chat: lone(withoutParts, MINI),
    stream: lone(nothing, MINI),
    tools: asked(MINI),
    responses: lone(withoutParts, MINI),
    embeddings: unseen,
    error: unseen,
  },
  'traceloop-instrumentation-openai@0.22': {
    chat: lone(withoutParts, MINI),
    stream: lone(nothing, MINI),
    tools: asked(MINI),
    responses: unseen,
    embeddings: unseen,
    error: unseen,
  },
  'traceloop-instrumentation-anthropic@0.27': anthropic(CLAUDE, 'Error'),
  'traceloop-instrumentation-anthropic@0.22': anthropic(CLAUDE, 'Error'),
  // Without a span around it, each of its spans is a trace of its own.
  'traceloop-instrumentation-langchain@0.27': {
    agent: {
      executions: [
        'agent recorder: chat',
        'agent recorder: chat',
        'agent recorder: execute_tool DynamicStructuredTool',
      ],
      steps: [`llm ${MINI}`, `llm ${MINI}`, 'tool DynamicStructuredTool'],
      ...twoTurns,
    },
    request: { ...asked(MINI), steps: [`llm ${MINI}`, `llm ${MINI}`, 'tool DynamicStructuredTool'] },
    chat: lone(withoutParts, MINI),
    stream: lone(withoutParts, MINI),
    error: failed('rate_limit_exceeded'),
  },
  // It calls every model "unknown", which has no price, and a tool a task.
  'traceloop-instrumentation-langchain@0.21': {
    agent: {
      executions: ['agent recorder: chat', 'agent recorder: chat'],
      steps: ['llm unknown', 'llm unknown'],
      ...twoTurns,
      costUsd: null,
    },
    request: asked('unknown', { ...twoTurns, costUsd: null }),
    chat: lone({ ...withoutParts, costUsd: null }, 'unknown'),
    stream: lone({ ...withoutParts, costUsd: null }, 'unknown'),
    error: failed('rate_limit_exceeded', 'chat.open.a.i'),
  },
  'python-openinference-instrumentation-openai@0.1': {
    chat: lone(whole, DATED),
    stream: lone(whole, DATED),
    tools: asked(DATED),
    responses: lone(whole, DATED),
    embeddings: lone(embedded, EMBEDDING, 'embeddings'),
    error: failed('openai.RateLimitError'),
  },
  'python-opentelemetry-instrumentation-openai-v2@2': { ...genAiOpenAi, responses: unseen },
  'python-opentelemetry-instrumentation-openai@0.62': {
    chat: lone(whole, MINI),
    stream: lone(withoutReasoning, MINI),
    tools: asked(MINI),
    responses: lone(whole, MINI),
    embeddings: lone(embedded, EMBEDDING, 'embeddings'),
    error: failed('RateLimitError'),
  },
  'python-pydantic-ai-slim@2': {
    agent: agent(twoTurns, toolLoop),
    chat: agent(whole),
    error: failedAgent('pydantic_ai.exceptions.ModelRateLimitError'),
  },
};

/** The key of a package of that version. */
export function keyOf(name: string, version: string): string {
  const [major = '', minor = ''] = version.split('.');
  return `${name.replace(/^@/, '').replace('/', '-')}@${major === '0' ? `0.${minor}` : major}`;
}
