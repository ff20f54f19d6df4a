import { expect, test } from 'vitest';
import { wordOf } from './word-of.ts';

const words = { running: 'Running' };

test('a known name has its word; one of a newer hub stands for itself', () => {
  expect(wordOf(words, 'running')).toBe('Running');
  expect(wordOf(words, 'timed_out')).toBe('timed out');
});

test('what every object has is no word', () => {
  expect(wordOf(words, 'constructor')).toBe('constructor');
});
