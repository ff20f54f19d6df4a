import type { Reply } from './replay-server.ts';

/**
 * Answers of OpenAI's chat completions and embeddings and of Anthropic's messages, written from their documentation:
 * what the tests of the AI SDK replay.
 */
export const usage = {
  prompt_tokens: 120,
  completion_tokens: 40,
  total_tokens: 160,
  prompt_tokens_details: { cached_tokens: 100 },
  completion_tokens_details: { reasoning_tokens: 24 },
};

const completion = (id: string, model: string, message: object, finish: string): Reply => ({
  body: {
    id,
    object: 'chat.completion',
    created: 1_790_000_000,
    model: `${model}-2026-08-01`,
    choices: [{ index: 0, message: { role: 'assistant', content: null, ...message }, finish_reason: finish }],
    usage,
  },
});

/** A whole answer of OpenAI in text. */
export const text = (id: string, model: string, content: string): Reply =>
  completion(id, model, { content }, 'stop');

/** A whole answer of OpenAI that calls one tool. */
export const toolCall = (id: string, model: string, name: string, input: object): Reply =>
  completion(
    id,
    model,
    {
      tool_calls: [
        { id: `call-${id}`, type: 'function', function: { name, arguments: JSON.stringify(input) } },
      ],
    },
    'tool_calls',
  );

const chunk = (id: string, model: string, delta: object, finish: string | null) => ({
  id,
  object: 'chat.completion.chunk',
  created: 1_790_000_000,
  model: `${model}-2026-08-01`,
  choices: [{ index: 0, delta, finish_reason: finish }],
});

/** A streamed answer of OpenAI; `last` replaces its end. */
export const streamed = (id: string, model: string, words: readonly string[]): Reply => ({
  chunks: [
    ...words.map((content) => chunk(id, model, { role: 'assistant', content }, null)),
    chunk(id, model, {}, 'stop'),
    { ...chunk(id, model, {}, null), choices: [], usage },
    'data: [DONE]\n\n',
  ],
});

/** A streamed answer of OpenAI that calls one tool. */
export const streamedToolCall = (id: string, model: string, name: string, input: object): Reply => {
  const call = { index: 0, id: `call-${id}`, type: 'function' };
  const json = JSON.stringify(input);
  return {
    chunks: [
      chunk(id, model, { tool_calls: [{ ...call, function: { name, arguments: '' } }] }, null),
      chunk(id, model, { tool_calls: [{ index: 0, function: { arguments: json } }] }, null),
      chunk(id, model, {}, 'tool_calls'),
      { ...chunk(id, model, {}, null), choices: [], usage },
      'data: [DONE]\n\n',
    ],
  };
};

/** An answer of OpenAI's embeddings. */
export const embeddings = (model: string, count: number): Reply => ({
  body: {
    object: 'list',
    model,
    data: Array.from({ length: count }, (_, index) => ({
      object: 'embedding',
      index,
      embedding: [0.1, 0.2],
    })),
    usage: { prompt_tokens: 9, total_tokens: 9 },
  },
});

/** A whole answer of Anthropic, whose cached tokens stand beside its input. */
export const message = (id: string, model: string, content: string): Reply => ({
  body: {
    id,
    type: 'message',
    role: 'assistant',
    model,
    content: [{ type: 'text', text: content }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: {
      input_tokens: 10,
      output_tokens: 25,
      cache_read_input_tokens: 100,
      cache_creation_input_tokens: 20,
    },
  },
});

/** An error of OpenAI. */
export const failure = (status: number, code: string): Reply => ({
  status,
  body: { error: { message: `it failed: ${code}`, type: code, param: null, code } },
});
