import { expect, test } from 'vitest';
import { familyOf } from './model-family.ts';
import { siblingsOf } from './sibling-models.ts';

test.each([
  ['gpt-4.1', 'gpt-4.1'],
  ['gpt-4.1-mini-2025-04-14', 'gpt-4.1'],
  ['claude-sonnet-4-5', 'claude-4-5'],
  ['claude-haiku-4-5-20251001', 'claude-4-5'],
  ['claude-3-5-sonnet-latest', 'claude-3-5'],
  ['anthropic/claude-opus-4-1', 'claude-4-1'],
  ['gemini-2.5-flash-lite', 'gemini-2.5'],
  ['GPT-4o-Mini', 'gpt-4o'],
  ['llama-3.1-70b', 'llama-3.1'],
  ['gpt-4o-audio-preview', 'gpt-4o-audio'],
  ['mini', null],
  ['', null],
])('the family of %s is %s', (model, family) => expect(familyOf(model)).toBe(family));

test('the siblings of a model are those of its provider and family, without itself', () => {
  const siblings = siblingsOf('openai', 'gpt-4.1').map(({ model }) => model);
  expect(siblings).toContain('gpt-4.1-mini');
  expect(siblings).toContain('gpt-4.1-nano');
  expect(siblings).not.toContain('gpt-4.1');
  expect(siblings).not.toContain('gpt-4o-mini');
});

test('a model or provider that no table knows has no siblings', () => {
  expect(siblingsOf('corp', 'gpt-4.1')).toEqual([]);
  expect(siblingsOf('ollama', 'llama-3.1-70b')).toEqual([]);
});
