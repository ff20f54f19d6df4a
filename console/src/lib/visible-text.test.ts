import { expect, test } from 'vitest';
import { visibleText } from './visible-text.ts';

test('control characters are seen; lines, tabs, emoji and other scripts stay as they are', () => {
  expect(visibleText('a\u0000b\u001b[31m\u007f')).toBe('a␀b␛[31m␡');
  expect(visibleText('line\n\ttab 👩‍👩‍👧 שלום')).toBe('line\n\ttab 👩‍👩‍👧 שלום');
});
