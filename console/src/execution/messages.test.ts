import { expect, test } from 'vitest';
import { exchangeOf, toolContentOf } from './messages.ts';

test('messages of the conventions are read by role and part, from JSON text too', () => {
  expect(
    exchangeOf({
      'gen_ai.system_instructions': JSON.stringify([{ type: 'text', content: 'Be short.' }]),
      'gen_ai.input.messages': JSON.stringify([
        { role: 'user', parts: [{ type: 'text', content: 'Weather?' }] },
        {
          role: 'assistant',
          parts: [{ type: 'tool_call', id: '1', name: 'weather', arguments: { at: 'Rome' } }],
        },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: '1', response: '{"c":21}' }] },
      ]),
      'gen_ai.output.messages': [
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', content: 'It is warm.' },
            { type: 'text', content: '21 °C' },
          ],
        },
      ],
    }),
  ).toEqual({
    input: [
      { role: 'system', parts: [{ kind: 'text', text: 'Be short.' }] },
      { role: 'user', parts: [{ kind: 'text', text: 'Weather?' }] },
      { role: 'assistant', parts: [{ kind: 'call', name: 'weather', value: { at: 'Rome' } }] },
      { role: 'tool', parts: [{ kind: 'answer', name: null, value: { c: 21 } }] },
    ],
    output: [
      {
        role: 'assistant',
        parts: [
          { kind: 'reasoning', text: 'It is warm.' },
          { kind: 'text', text: '21 °C' },
        ],
      },
    ],
  });
});

test('messages in the form of OpenAI have their tool calls beside the content', () => {
  const exchange = exchangeOf({
    'gen_ai.input.messages': '[{"role":"system","content":"Sort."},{"role":"user","content":"Hello"}]',
    'gen_ai.output.messages':
      '[{"role":"assistant","content":null,"tool_calls":[{"type":"function","function":{"name":"find","arguments":"{\\"q\\":1}"}}]}]',
  });
  expect(exchange?.input.map(({ role }) => role)).toEqual(['system', 'user']);
  expect(exchange?.output).toEqual([
    { role: 'assistant', parts: [{ kind: 'call', name: 'find', value: { q: 1 } }] },
  ]);
});

test('an answer that is plain text, or JSON of its own, is what the model said', () => {
  expect(exchangeOf({ 'gen_ai.output.messages': 'Good morning' })?.output).toEqual([
    { role: 'assistant', parts: [{ kind: 'text', text: 'Good morning' }] },
  ]);
  expect(exchangeOf({ 'gen_ai.output.messages': '{"topic":"delivery"}' })?.output).toEqual([
    { role: 'assistant', parts: [{ kind: 'other', value: { topic: 'delivery' } }] },
  ]);
});

test('messages that stand in an attribute each are put together in their order', () => {
  const exchange = exchangeOf({
    'llm.input_messages.10.message.role': 'user',
    'llm.input_messages.10.message.content': 'last',
    'llm.input_messages.2.message.role': 'system',
    'llm.input_messages.2.message.content': 'first',
    'gen_ai.completion.0.content': 'fine',
  });
  expect(exchange?.input.map(({ parts }) => parts)).toEqual([
    [{ kind: 'text', text: 'first' }],
    [{ kind: 'text', text: 'last' }],
  ]);
  expect(exchange?.output).toEqual([{ role: 'assistant', parts: [{ kind: 'text', text: 'fine' }] }]);
});

test('what holds no content is told apart from an empty conversation', () => {
  expect(exchangeOf({ 'gen_ai.request.model': 'gpt-4.1' })).toBeNull();
  expect(toolContentOf({ 'gen_ai.tool.name': 'find' })).toBeNull();
});

test('broken JSON is shown as the text that it is', () => {
  expect(exchangeOf({ 'gen_ai.input.messages': '[{"role":"user"…[truncated]' })?.input).toEqual([
    { role: 'user', parts: [{ kind: 'text', text: '[{"role":"user"…[truncated]' }] },
  ]);
});

test('arguments and result of a tool are read from any instrumentation', () => {
  expect(
    toolContentOf({ 'gen_ai.tool.call.arguments': '{"id":4}', 'gen_ai.tool.call.result': 'done' }),
  ).toEqual({
    given: { id: 4 },
    answered: 'done',
  });
  expect(toolContentOf({ 'ai.toolCall.args': '{"a":1}' })).toEqual({ given: { a: 1 }, answered: null });
});
