import { randomUUID } from 'node:crypto';
import { nextTurn, piecesOf, textOf, tokensOf, versionOf } from './conversation.mjs';
import { openaiResponsesRoutes } from './openai-responses.mjs';

/** OpenAI's chat completions, responses and embeddings, as platform.openai.com/docs/api-reference documents them. */
export const openaiRoutes = [
  { path: /\/chat\/completions$/, answer: chatCompletion },
  { path: /\/embeddings$/, answer: embeddings },
  { method: 'GET', path: /\/v1\/models$/, answer: models },
  ...openaiResponsesRoutes,
];

function chatCompletion(body) {
  const { model = 'gpt-4.1-mini', stream = false, stream_options: streamOptions } = body;
  const turn = nextTurn(conversationOf(body));
  const message = messageOf(turn);
  const usage = usageOf(body, model, message);
  const base = {
    id: `chatcmpl-${randomUUID()}`,
    created: Math.floor(Date.now() / 1000),
    model: versionOf(model),
  };
  const finishReason = turn.call ? 'tool_calls' : 'stop';
  if (!stream) {
    const choice = { index: 0, message, logprobs: null, finish_reason: finishReason };
    return { json: { ...base, object: 'chat.completion', choices: [choice], usage } };
  }
  const asked = streamOptions?.include_usage === true;
  const chunk = (delta, end = null) => ({
    ...base,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: end }],
    ...(asked && { usage: null }),
  });
  const deltas = turn.call
    ? (message.tool_calls ?? []).flatMap(toolCallDeltas)
    : piecesOf(turn.text).map((content) => ({ content }));
  const chunks = [
    chunk({ role: 'assistant', content: turn.call ? null : '' }),
    ...deltas.map((delta) => chunk(delta)),
    chunk({}, finishReason),
    ...(asked ? [{ ...base, object: 'chat.completion.chunk', choices: [], usage }] : []),
  ];
  return { events: [...chunks.map((each) => `data: ${JSON.stringify(each)}\n\n`), 'data: [DONE]\n\n'] };
}

function toolCallDeltas(call, index) {
  const { name, arguments: text } = call.function;
  const half = Math.ceil(text.length / 2);
  return [
    { tool_calls: [{ index, id: call.id, type: 'function', function: { name, arguments: '' } }] },
    { tool_calls: [{ index, function: { arguments: text.slice(0, half) } }] },
    { tool_calls: [{ index, function: { arguments: text.slice(half) } }] },
  ];
}

function messageOf({ text, call }) {
  if (!call) return { role: 'assistant', content: text, refusal: null };
  const { name, arguments: args } = call;
  const id = `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
  const toolCall = { id, type: 'function', function: { name, arguments: JSON.stringify(args) } };
  return { role: 'assistant', content: null, refusal: null, tool_calls: [toolCall] };
}

function usageOf({ messages, tools }, model, message) {
  const prompt = tokensOf(messages) + tokensOf(tools);
  const reasoning = /^(o\d|gpt-5)/.test(model) ? 64 : 0;
  const completion = tokensOf(message.content ?? message.tool_calls) + reasoning;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    // From 1024 tokens on OpenAI keeps a prompt, in steps of 128.
    prompt_tokens_details: {
      cached_tokens: prompt < 1024 ? 0 : Math.floor(prompt / 2 / 128) * 128,
      audio_tokens: 0,
    },
    completion_tokens_details: { reasoning_tokens: reasoning, audio_tokens: 0 },
  };
}

function conversationOf({ messages = [], tools = [], tool_choice: choice, response_format: format }) {
  const last = messages.findLastIndex(({ role }) => role === 'user');
  const since = messages.slice(last + 1);
  const names = new Map(
    since.flatMap(({ tool_calls: calls = [] }) =>
      (calls ?? []).map((call) => [call.id, call.function?.name]),
    ),
  );
  return {
    question: textOf(messages[last]?.content),
    tools: tools
      .filter(({ type }) => type === 'function')
      .map(({ function: { name, parameters } }) => ({ name, schema: parameters })),
    results: since
      .filter(({ role }) => role === 'tool')
      .map(({ tool_call_id: id, content }) => ({ name: names.get(id) ?? 'tool', result: textOf(content) })),
    mustCall: choice?.function?.name ?? (choice === 'required' ? tools[0]?.function?.name : undefined),
    mayCall: choice !== 'none',
    outputSchema: format?.json_schema?.schema,
  };
}

function embeddings({
  input = '',
  model = 'text-embedding-3-small',
  dimensions = 16,
  encoding_format: format,
}) {
  const texts = Array.isArray(input) && typeof input[0] !== 'number' ? input : [input];
  const data = texts.map((text, index) => ({
    object: 'embedding',
    index,
    embedding: vector(text, dimensions, format),
  }));
  const tokens = texts.reduce((sum, text) => sum + tokensOf(text), 0);
  return { json: { object: 'list', data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } } };
}

/** The same numbers for the same text, of length 1. The official client asks for base64 and decodes it. */
function vector(text, dimensions, format) {
  const words = JSON.stringify(text).toLowerCase();
  const values = Array.from({ length: dimensions }, (_, at) => {
    let hash = at + 1;
    for (const character of words) hash = (hash * 31 + character.charCodeAt(0)) % 10007;
    return hash / 10007 - 0.5;
  });
  const length = Math.hypot(...values) || 1;
  const unit = values.map((value) => value / length);
  return format === 'base64' ? Buffer.from(new Float32Array(unit).buffer).toString('base64') : unit;
}

function models() {
  const data = ['gpt-4.1-mini', 'text-embedding-3-small'].map((id) => ({
    id,
    object: 'model',
    created: 0,
    owned_by: 'openai',
  }));
  return { json: { object: 'list', data } };
}
