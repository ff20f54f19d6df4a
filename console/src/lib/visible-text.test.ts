import { expect, test } from 'vitest';
import { briefText, visibleText } from './visible-text.ts';

test('control characters are seen; lines, tabs, emoji and other scripts stay as they are', () => {
  expect(visibleText('a\u0000b\u001b[31m\u007f')).toBe('a␀b␛[31m␡');
  expect(visibleText('line\n\ttab 👩‍👩‍👧 שלום')).toBe('line\n\ttab 👩‍👩‍👧 שלום');
});

test('of a long text the beginning is shown, and no half of a character', () => {
  expect(briefText('short\u0007')).toBe('short␇');
  expect(briefText('W'.repeat(1_000_000))).toBe(`${'W'.repeat(600)}…`);
  expect(briefText(`${'W'.repeat(599)}🤖🤖`)).toBe(`${'W'.repeat(599)}…`);
});
