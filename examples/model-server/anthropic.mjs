import { randomUUID } from 'node:crypto';
import { nextTurn, piecesOf, textOf, tokensOf, versionOf } from './conversation.mjs';

/** Anthropic's messages, as docs.anthropic.com documents them. */
export const anthropicRoutes = [
  { path: /\/v1\/messages$/, answer: createMessage },
  {
    path: /\/v1\/messages\/count_tokens$/,
    answer: ({ messages }) => ({ json: { input_tokens: tokensOf(messages) } }),
  },
];

function createMessage(body) {
  const { model = 'claude-haiku-4-5', stream = false } = body;
  const turn = nextTurn(conversationOf(body));
  const block = blockOf(turn);
  const message = {
    id: idOf('msg'),
    type: 'message',
    role: 'assistant',
    model: versionOf(model),
    content: [block],
    stop_reason: turn.call ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: usageOf(body, block),
  };
  return stream ? { events: streamed(message, block) } : { json: message };
}

function blockOf({ text, call }) {
  if (!call) return { type: 'text', text };
  return { type: 'tool_use', id: idOf('toolu'), name: call.name, input: call.arguments };
}

/** `input_tokens` are those beyond the cached ones, which Anthropic tells beside. */
function usageOf({ system, messages, tools }, block) {
  const cached = JSON.stringify([system, tools, messages]).includes('"cache_control"') ? tokensOf(system) : 0;
  return {
    input_tokens: tokensOf(messages) + tokensOf(tools) + (cached === 0 ? tokensOf(system) : 0),
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: cached,
    output_tokens: tokensOf(block.text ?? block.input) + (block.type === 'tool_use' ? 12 : 0),
    service_tier: 'standard',
  };
}

function conversationOf({
  messages = [],
  tools = [],
  tool_choice: choice,
  output_format: format,
  output_config: config,
}) {
  const isResult = ({ content }) =>
    Array.isArray(content) && content.some(({ type }) => type === 'tool_result');
  const last = messages.findLastIndex((message) => message.role === 'user' && !isResult(message));
  const blocks = messages.slice(last + 1).flatMap(({ content }) => (Array.isArray(content) ? content : []));
  const names = new Map(blocks.filter(({ type }) => type === 'tool_use').map(({ id, name }) => [id, name]));
  // A tool of the provider has no schema of ours.
  const functions = tools.filter(({ input_schema: schema }) => schema !== undefined);
  return {
    question: textOf(messages[last]?.content),
    tools: functions.map(({ name, input_schema: schema }) => ({ name, schema })),
    results: blocks
      .filter(({ type }) => type === 'tool_result')
      .map(({ tool_use_id: id, content }) => ({ name: names.get(id) ?? 'tool', result: textOf(content) })),
    mustCall: choice?.type === 'tool' ? choice.name : choice?.type === 'any' ? functions[0]?.name : undefined,
    mayCall: choice?.type !== 'none',
    outputSchema: format?.schema ?? config?.format?.schema,
  };
}

function* streamed(message, block) {
  const event = (type, fields) => `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
  const { output_tokens: outputTokens, ...inputUsage } = message.usage;
  yield event('message_start', {
    message: { ...message, content: [], stop_reason: null, usage: { ...inputUsage, output_tokens: 1 } },
  });
  const start = block.type === 'text' ? { type: 'text', text: '' } : { ...block, input: {} };
  yield event('content_block_start', { index: 0, content_block: start });
  yield event('ping', {});
  const deltas =
    block.type === 'text'
      ? piecesOf(block.text).map((text) => ({ type: 'text_delta', text }))
      : (JSON.stringify(block.input).match(/.{1,16}/gs) ?? []).map((json) => ({
          type: 'input_json_delta',
          partial_json: json,
        }));
  for (const delta of deltas) yield event('content_block_delta', { index: 0, delta });
  yield event('content_block_stop', { index: 0 });
  yield event('message_delta', {
    delta: { stop_reason: message.stop_reason, stop_sequence: null },
    usage: { output_tokens: outputTokens },
  });
  yield event('message_stop', {});
}

function idOf(kind) {
  return `${kind}_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
}
