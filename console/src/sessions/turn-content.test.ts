import { expect, test } from 'vitest';
import { aDetail, aSpan } from '../lib/fixtures.ts';
import { turnContent } from './turn-content.ts';

const call = (id: string, input: object[], output: object[]) =>
  aSpan(id, {
    attributes: {
      'gen_ai.input.messages': JSON.stringify(input),
      'gen_ai.output.messages': JSON.stringify(output),
    },
  });
const said = (role: string, content: string) => ({ role, parts: [{ type: 'text', content }] });

test('what the run itself records comes first', () => {
  expect(turnContent(aDetail({ input: { ticket: 4 }, output: 'closed' }))).toEqual({
    given: { ticket: 4 },
    answered: 'closed',
  });
});

test('else it is what the user asked a model first and what a model answered last', () => {
  const spans = [
    call(
      '1',
      [said('system', 'Be short.'), said('user', 'Where is it?')],
      [said('assistant', 'I look it up.')],
    ),
    aSpan('2', { attributes: { 'gen_ai.tool.call.result': 'depot' } }),
    call('3', [said('user', 'Where is it?')], [said('assistant', 'In the depot.')]),
  ];
  expect(turnContent(aDetail({ spans }))).toEqual({ given: 'Where is it?', answered: 'In the depot.' });
});

test('without any content there is nothing', () => {
  expect(turnContent(aDetail({ spans: [aSpan('1')] }))).toEqual({ given: null, answered: null });
});
