import { expect, test } from 'vitest';
import { complete, completionsAt, isUnfinished, type QueryField, wordAt } from './complete-query.ts';

const field = (name: string, with_: Partial<QueryField> = {}): QueryField => ({
  name,
  aliases: [],
  type: 'text',
  unit: null,
  operators: ['VALUE', 'WILD*CARD', '*'],
  values: [],
  description: `What ${name} is.`,
  example: `${name}:x`,
  ...with_,
});
const fields = [
  field('status', { type: 'word', operators: ['VALUE'], values: ['running', 'completed', 'failed'] }),
  field('environment', { aliases: ['env'] }),
  field('agent'),
  field('cost', { type: 'dollars', operators: ['VALUE', '>', '>=', '[A TO B]'] }),
  field('score.NAME', { type: 'number', operators: ['VALUE', '<'] }),
];
const known = (name: string) => (name === 'agent' ? ['planner', 'support triage'] : []);
const textsAt = (text: string, caret = text.length) =>
  completionsAt(wordAt(text, caret), fields, known, {}).map((one) => one.text);

test('the word that the caret is in is found between others', () => {
  expect(wordAt('status:failed age cost:>1', 17)).toEqual({
    from: 14,
    to: 17,
    field: null,
    operator: '',
    value: 'age',
  });
});

test('blanks in quotes do not end a word', () => {
  expect(wordAt('agent:"support tri', 18)).toMatchObject({ from: 0, field: 'agent', value: '"support tri' });
});

test('a minus and a parenthesis stand before a word, not in it', () => {
  expect(wordAt('-agent:pl', 9)).toMatchObject({ from: 1, field: 'agent', value: 'pl' });
  expect(wordAt('(agent:pl', 9)).toMatchObject({ from: 1, field: 'agent', value: 'pl' });
});

test('fields come by their beginning first, then by what they hold, by aliases too', () => {
  expect(textsAt('st')).toEqual(['status:', 'cost:']);
  expect(textsAt('env')).toEqual(['environment:']);
});

test('a family of fields waits for its name', () => {
  expect(textsAt('sco')).toEqual(['score.']);
});

test('after a field come its values, those that are known too', () => {
  expect(textsAt('status:f')).toEqual(['failed']);
  expect(textsAt('agent:')).toEqual(['planner', '"support triage"']);
  expect(textsAt('agent:tri')).toEqual(['"support triage"']);
});

test('after a figure come its comparisons', () => {
  expect(textsAt('cost:')).toEqual(['>', '>=']);
  expect(textsAt('score.helpfulness:')).toEqual(['<']);
});

test('an unknown field has no values', () => {
  expect(textsAt('colour:')).toEqual([]);
});

test('a value that is put in ends its word', () => {
  const [first] = completionsAt(wordAt('status:fa x', 9), fields, known, {});
  expect(first && complete('status:fa x', first)).toEqual({ text: 'status:failed x', caret: 14 });
  const [last] = completionsAt(wordAt('agent:sup', 9), fields, known, {});
  expect(last && complete('agent:sup', last)).toEqual({ text: 'agent:"support triage" ', caret: 23 });
});

test('a field that is put in waits for its value', () => {
  const [first] = completionsAt(wordAt('-ag', 3), fields, known, {});
  expect(first && complete('-ag', first)).toEqual({ text: '-agent:', caret: 7 });
});

test.each(['status:', 'cost:>', 'cost:>=', 'say "no', '(a OR b', 'a OR', 'NOT ', 'tokens:[1 TO'])(
  '%j is not finished',
  (text) => expect(isUnfinished(text)).toBe(true),
);

test.each(['', 'order-desk', 'status:failed', 'agent:"a (b"', '(a OR b)', 'cost:>1', 'ORACLE'])(
  '%j is finished',
  (text) => expect(isUnfinished(text)).toBe(false),
);
