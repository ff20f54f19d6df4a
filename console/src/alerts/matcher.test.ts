import { expect, test } from 'vitest';
import { matcherOf, matcherText, silenceMatcher } from './matcher.ts';

test.each([
  ['=', false, true],
  ['!=', false, false],
  ['=~', true, true],
  ['!~', true, false],
] as const)('%s is told to the hub and read from it', (op, is_regex, is_equal) => {
  const sent = { name: 'agent', value: 'a.*', is_regex, is_equal };
  expect(silenceMatcher({ name: ' agent ', op, value: 'a.*' })).toEqual(sent);
  expect(matcherOf(sent)).toEqual({ name: 'agent', op, value: 'a.*' });
});

test('a condition is written as Alertmanager writes it', () => {
  expect(matcherText({ name: 'agent', op: '=~', value: 'say "hi".*' })).toBe('agent=~"say \\"hi\\".*"');
});
