import { expect, test } from 'vitest';
import { answerOf, textOf } from './answer-text.ts';

test.each([
  [{ a: 1, b: 'x', c: null, d: [true, { e: -1.5 }] }],
  [{ cost: 12_345_678_901_234_567_890n, list: [0n, { deep: -1n }] }],
  [[]],
])('%o comes back as it was', (value) => {
  expect(answerOf(textOf(value) ?? '')).toEqual(value);
});

test('what is not said is left out', () => {
  expect(answerOf(textOf({ a: undefined, b: 1 }) ?? '')).toEqual({ b: 1 });
});

test.each([
  ['a Map', { a: new Map([[1, 2]]) }],
  ['a Set', [new Set()]],
  ['a Date', { at: new Date(0) }],
  ['bytes', { a: Buffer.from('x') }],
  ['not a number', { a: Number.NaN }],
  ['an infinite one', [Number.POSITIVE_INFINITY]],
  ['an object of a class', { a: new (class Price {})() }],
  ['nothing', undefined],
])('%s has no text', (_, value) => {
  expect(textOf(value)).toBeNull();
});

test.each(['', '{', 'x', '{"a":{"$bigint":"x"}}'])('%j is no answer', (text) => {
  expect(answerOf(text)).toBeNull();
});
