import type { Asked, Reply } from '../support/replay-server.ts';

/**
 * What OpenAI and Anthropic answer the recorders, written from their API references: an answer, the same streamed, a
 * call of `get_weather` and what follows it, an embedding, a refusal. Each answer has an id of its own.
 */
export function answerTo({ path, body }: Asked): Reply {
  const asked = (body ?? {}) as AskedBody;
  if (asked.model === 'gpt-overloaded' || asked.model === 'claude-overloaded') return overloaded(path);
  const route = path.replace(/^\/v1/, '').replace(/\?.*/, '');
  if (route === '/embeddings') return { body: embedding(asked) };
  if (route === '/chat/completions') return chatCompletion(asked);
  if (route === '/responses') return response(asked);
  if (route === '/messages') return message(asked);
  return { status: 404, body: { error: { message: `nothing is recorded for ${path}` } } };
}

interface AskedBody {
  readonly model?: string;
  readonly stream?: boolean;
  readonly stream_options?: { readonly include_usage?: boolean };
  readonly tools?: readonly unknown[];
  readonly messages?: readonly { readonly role: string; readonly content?: unknown }[];
  readonly input?: unknown;
  readonly encoding_format?: string;
}

const MODEL = 'gpt-4.1-mini-2025-04-14';
const CREATED = 1_790_000_000;
const WEATHER = { name: 'get_weather', arguments: '{"city":"Oslo"}' };

let answers = 0;
const idOf = (prefix: string) => {
  answers += 1;
  return `${prefix}${String(answers).padStart(6, '0')}`;
};

/** Which of the answers: those of the tool loop where tools are offered, the plain one else. */
type Turn = 'plain' | 'calls' | 'after';

function turnOf({ tools, messages, input }: AskedBody): Turn {
  if (tools === undefined || tools.length === 0) return 'plain';
  const said = JSON.stringify(messages ?? input ?? '');
  return /"role":"tool"|"tool_result"|"function_call_output"/.test(said) ? 'after' : 'calls';
}

/** Tokens of each turn: in, out; the plain one has cached and reasoning ones among them. */
const tokens = {
  plain: { input: 100, output: 20, cached: 64, reasoning: 8 },
  calls: { input: 30, output: 15, cached: 0, reasoning: 0 },
  after: { input: 60, output: 12, cached: 0, reasoning: 0 },
};
const text = { plain: 'It is sunny.', calls: null, after: 'It is 7 degrees in Oslo.' };

function chatCompletion(asked: AskedBody): Reply {
  const turn = turnOf(asked);
  const id = idOf('chatcmpl-');
  const { input, output, cached, reasoning } = tokens[turn];
  const usage = {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: reasoning, audio_tokens: 0 },
  };
  const calls = [{ id: 'call_1', type: 'function', function: WEATHER }];
  const finish = turn === 'calls' ? 'tool_calls' : 'stop';
  const head = { id, created: CREATED, model: MODEL, service_tier: 'default', system_fingerprint: 'fp_1' };
  if (!asked.stream) {
    const message = {
      role: 'assistant',
      content: text[turn],
      refusal: null,
      ...(turn === 'calls' && { tool_calls: calls }),
    };
    const choices = [{ index: 0, message, logprobs: null, finish_reason: finish }];
    return { body: { ...head, object: 'chat.completion', choices, usage } };
  }
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    ...(asked.stream_options?.include_usage && { usage: null }),
  });
  const pieces =
    turn === 'calls'
      ? [chunk({ role: 'assistant', tool_calls: [{ index: 0, ...calls[0] }] })]
      : [
          chunk({ role: 'assistant', content: '' }),
          ...(text[turn] ?? '').split(' ').map((content) => chunk({ content })),
        ];
  return {
    chunks: [
      ...pieces,
      chunk({}, finish),
      ...(asked.stream_options?.include_usage
        ? [{ ...head, object: 'chat.completion.chunk', choices: [], usage }]
        : []),
      'data: [DONE]\n\n',
    ],
  };
}

function response(asked: AskedBody): Reply {
  const turn = turnOf(asked);
  const id = idOf('resp_');
  const { input, output, cached, reasoning } = tokens[turn];
  const item =
    turn === 'calls'
      ? { type: 'function_call', id: 'fc_1', call_id: 'call_1', status: 'completed', ...WEATHER }
      : {
          type: 'message',
          id: 'msg_1',
          status: 'completed',
          role: 'assistant',
          content: [{ type: 'output_text', text: text[turn], annotations: [], logprobs: [] }],
        };
  const body = {
    id,
    object: 'response',
    created_at: CREATED,
    status: 'completed',
    error: null,
    incomplete_details: null,
    instructions: null,
    model: MODEL,
    output: [item],
    parallel_tool_calls: true,
    tool_choice: 'auto',
    tools: asked.tools ?? [],
    usage: {
      input_tokens: input,
      input_tokens_details: { cached_tokens: cached },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: reasoning },
      total_tokens: input + output,
    },
    metadata: {},
  };
  if (!asked.stream) return { body };
  const part = { type: 'output_text', text: '', annotations: [], logprobs: [] };
  const of = { item_id: 'msg_1', output_index: 0, content_index: 0 };
  const events: object[] = [
    { type: 'response.created', response: { ...body, status: 'in_progress', output: [], usage: null } },
    {
      type: 'response.output_item.added',
      output_index: 0,
      item: { ...item, status: 'in_progress', ...(turn === 'calls' ? { arguments: '' } : { content: [] }) },
    },
    ...(turn === 'calls'
      ? [
          {
            type: 'response.function_call_arguments.delta',
            item_id: 'fc_1',
            output_index: 0,
            delta: WEATHER.arguments,
          },
          {
            type: 'response.function_call_arguments.done',
            item_id: 'fc_1',
            output_index: 0,
            arguments: WEATHER.arguments,
          },
        ]
      : [
          { type: 'response.content_part.added', ...of, part },
          { type: 'response.output_text.delta', ...of, delta: text[turn] ?? '', logprobs: [] },
          { type: 'response.output_text.done', ...of, text: text[turn] ?? '', logprobs: [] },
          { type: 'response.content_part.done', ...of, part: { ...part, text: text[turn] ?? '' } },
        ]),
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response: body },
  ];
  return {
    chunks: events.map((event, at) => {
      const named = { ...event, sequence_number: at } as { type?: string };
      return `event: ${named.type}\ndata: ${JSON.stringify(named)}\n\n`;
    }),
  };
}

/** Anthropic counts what it read from and wrote into its cache apart from `input_tokens`: 20 + 300 + 40. */
function message(asked: AskedBody): Reply {
  const turn = turnOf(asked);
  const plain = turn === 'plain';
  const { output } = tokens[turn];
  const usage = {
    input_tokens: plain ? 20 : tokens[turn].input,
    cache_creation_input_tokens: plain ? 40 : 0,
    cache_read_input_tokens: plain ? 300 : 0,
    output_tokens: output,
  };
  const content =
    turn === 'calls'
      ? [{ type: 'tool_use', id: 'toolu_1', name: 'get_weather', input: { city: 'Oslo' } }]
      : [{ type: 'text', text: text[turn] ?? '' }];
  const head = { id: idOf('msg_'), type: 'message', role: 'assistant', model: 'claude-sonnet-4-5-20250929' };
  const stop = { stop_reason: turn === 'calls' ? 'tool_use' : 'end_turn', stop_sequence: null };
  if (!asked.stream) return { body: { ...head, content, ...stop, usage } };
  const start = { ...head, content: [], stop_reason: null, stop_sequence: null };
  const events: { type: string }[] = [
    { type: 'message_start', ...{ message: { ...start, usage: { ...usage, output_tokens: 1 } } } },
    { type: 'content_block_start', ...{ index: 0, content_block: { type: 'text', text: '' } } },
    { type: 'content_block_delta', ...{ index: 0, delta: { type: 'text_delta', text: text[turn] ?? '' } } },
    { type: 'content_block_stop', ...{ index: 0 } },
    { type: 'message_delta', ...{ delta: stop, usage: { output_tokens: output } } },
    { type: 'message_stop' },
  ];
  return { chunks: events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`) };
}

function embedding({ encoding_format }: AskedBody): object {
  // The client asks for base64 by itself, and reads it back.
  const vector =
    encoding_format === 'base64'
      ? Buffer.from(new Float32Array([0.1, 0.2, 0.3]).buffer).toString('base64')
      : [0.1, 0.2, 0.3];
  return {
    object: 'list',
    data: [{ object: 'embedding', index: 0, embedding: vector }],
    model: 'text-embedding-3-small',
    usage: { prompt_tokens: 8, total_tokens: 8 },
  };
}

function overloaded(path: string): Reply {
  const message = 'Rate limit reached for requests';
  return path.includes('/messages')
    ? { status: 429, body: { type: 'error', error: { type: 'rate_limit_error', message } } }
    : {
        status: 429,
        body: { error: { message, type: 'requests', param: null, code: 'rate_limit_exceeded' } },
      };
}
