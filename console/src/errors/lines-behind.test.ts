import { expect, test } from 'vitest';
import type { LogLine } from '../hub/types.ts';
import { linesBehind } from './lines-behind.ts';

const line = (message: string, severity: LogLine['severity'] = 'info') => ({ message, severity }) as LogLine;
const messages = (lines: readonly LogLine[]) => linesBehind(lines).map(({ message }) => message);

test('the lines behind a failure end with its last error', () => {
  const lines = [
    line('ask'),
    line('reset', 'error'),
    line('again'),
    line('gone', 'fatal'),
    line('cleaned up'),
  ];
  expect(messages(lines)).toEqual(['ask', 'reset', 'again', 'gone']);
});

test('without an error they are the last ones, twelve at most', () => {
  const lines = Array.from({ length: 15 }, (_, index) => line(String(index)));
  expect(messages(lines)).toHaveLength(12);
  expect(messages(lines).at(-1)).toBe('14');
  expect(messages([])).toEqual([]);
});
