import { expect, it } from 'vitest';
import { redactionRules } from '../../collector/redaction-rules.ts';
import { isRe2 } from './re2.ts';

it.each(
  redactionRules.flatMap(({ name, pattern, bare }) => [
    [name, pattern],
    [`${name}, bare`, bare ?? pattern],
  ]),
)('takes the built-in rule %s', (_, pattern) => {
  expect(isRe2(pattern)).toBe(true);
});

it.each([
  '\\b(?:[0-9]{1,3}\\.){3}[0-9]{1,3}\\b',
  '(?i)secret',
  'a{1000}',
  '\\x41\\p{Greek}\\n',
  // Escaped, or in a class, they are characters.
  'a\\{1001}',
  '[{1001}]',
  '\\[]',
  '[^\\]]',
  '\\\\1',
  '\\\\u0041',
  '\\(?=',
])('takes %s', (pattern) => {
  expect(isRe2(pattern)).toBe(true);
});

it.each([
  '(?<=x)y',
  'x(?!y)',
  '(a)\\1',
  '(?<n>a)\\k<n>',
  'a{1001}',
  'a{2,1001}',
  'a{1001,}',
  '\\u0041',
  '\\cA',
  '[^]',
  'a[]b',
  '(',
])('refuses %s', (pattern) => {
  expect(isRe2(pattern)).toBe(false);
});
