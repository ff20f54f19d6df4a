import { randomUUID } from 'node:crypto';
import { nextTurn, piecesOf, textOf, tokensOf, versionOf } from './conversation.mjs';

/** OpenAI's responses. What was answered is kept for `previous_response_id`, the newest thousand. */
export const openaiResponsesRoutes = [
  { path: /\/responses$/, answer: createResponse },
  { method: 'GET', path: /\/responses\/[^/]+$/, answer: fetchResponse },
];

const MAX_KEPT = 1000;
/** What each answer was given and gave, by its id. */
const kept = new Map();

function createResponse(body) {
  const items = [...(kept.get(body.previous_response_id)?.items ?? []), ...itemsOf(body.input)];
  const turn = nextTurn(conversationOf(items, body));
  const item = itemOf(turn);
  const response = responseOf(body, items, item);
  keep(response, [...items, item]);
  return body.stream ? { events: streamed(response, item) } : { json: response };
}

function fetchResponse(_body, url) {
  const found = kept.get(url.pathname.split('/').at(-1));
  if (found) return { json: found.response };
  return { status: 404, json: { error: { message: 'no such response', type: 'invalid_request_error' } } };
}

function keep(response, items) {
  if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value);
  kept.set(response.id, { response, items });
}

function itemsOf(input = '') {
  return typeof input === 'string' ? [{ role: 'user', content: input }] : input;
}

function conversationOf(items, { tools = [], tool_choice: choice, text }) {
  const last = items.findLastIndex(({ role }) => role === 'user');
  const since = items.slice(last + 1);
  const names = new Map(
    since.filter(({ type }) => type === 'function_call').map(({ call_id: id, name }) => [id, name]),
  );
  const functions = tools.filter(({ type }) => type === 'function');
  return {
    question: textOf(items[last]?.content),
    tools: functions.map(({ name, parameters }) => ({ name, schema: parameters })),
    results: since
      .filter(({ type }) => type === 'function_call_output')
      .map(({ call_id: id, output }) => ({ name: names.get(id) ?? 'tool', result: textOf(output) })),
    mustCall: choice?.name ?? (choice === 'required' ? functions[0]?.name : undefined),
    mayCall: choice !== 'none',
    outputSchema: text?.format?.schema,
  };
}

function itemOf({ text, call }) {
  if (call) {
    return {
      type: 'function_call',
      id: idOf('fc'),
      call_id: idOf('call'),
      name: call.name,
      arguments: JSON.stringify(call.arguments),
      status: 'completed',
    };
  }
  return {
    type: 'message',
    id: idOf('msg'),
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'output_text', text, annotations: [], logprobs: [] }],
  };
}

function responseOf(body, items, item) {
  const { model = 'gpt-4.1-mini', tools = [], tool_choice: toolChoice = 'auto', instructions = null } = body;
  const input = tokensOf(items) + tokensOf(tools) + tokensOf(instructions);
  const reasoning = /^(o\d|gpt-5)/.test(model) ? 64 : 0;
  const output = tokensOf(item.arguments ?? item.content[0].text) + reasoning;
  return {
    id: idOf('resp'),
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    status: 'completed',
    background: false,
    error: null,
    incomplete_details: null,
    instructions,
    max_output_tokens: body.max_output_tokens ?? null,
    metadata: body.metadata ?? {},
    model: versionOf(model),
    output: [item],
    parallel_tool_calls: true,
    previous_response_id: body.previous_response_id ?? null,
    reasoning: { effort: null, summary: null },
    store: true,
    temperature: body.temperature ?? 1,
    text: body.text ?? { format: { type: 'text' } },
    tool_choice: toolChoice,
    tools,
    top_p: body.top_p ?? 1,
    truncation: 'disabled',
    usage: {
      input_tokens: input,
      input_tokens_details: { cached_tokens: input < 1024 ? 0 : Math.floor(input / 2 / 128) * 128 },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: reasoning },
      total_tokens: input + output,
    },
  };
}

function* streamed(response, item) {
  let sequence = 0;
  const event = (type, fields) =>
    `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence++, ...fields })}\n\n`;
  const open = { ...response, status: 'in_progress', output: [], usage: null };
  const at = { item_id: item.id, output_index: 0 };
  yield event('response.created', { response: open });
  yield event('response.in_progress', { response: open });
  if (item.type === 'function_call') {
    yield event('response.output_item.added', {
      output_index: 0,
      item: { ...item, arguments: '', status: 'in_progress' },
    });
    for (const delta of item.arguments.match(/.{1,16}/gs) ?? []) {
      yield event('response.function_call_arguments.delta', { ...at, delta });
    }
    yield event('response.function_call_arguments.done', {
      ...at,
      name: item.name,
      arguments: item.arguments,
    });
  } else {
    const [part] = item.content;
    yield event('response.output_item.added', {
      output_index: 0,
      item: { ...item, content: [], status: 'in_progress' },
    });
    yield event('response.content_part.added', { ...at, content_index: 0, part: { ...part, text: '' } });
    for (const delta of piecesOf(part.text)) {
      yield event('response.output_text.delta', { ...at, content_index: 0, delta, logprobs: [] });
    }
    yield event('response.output_text.done', { ...at, content_index: 0, text: part.text, logprobs: [] });
    yield event('response.content_part.done', { ...at, content_index: 0, part });
  }
  yield event('response.output_item.done', { output_index: 0, item });
  yield event('response.completed', { response });
}

function idOf(kind) {
  return `${kind}_${randomUUID().replaceAll('-', '')}`;
}
