import { expect, test } from 'vitest';
import { counted } from './counted.ts';

test.each([
  [0, '0 runs'],
  [1, '1 run'],
  [2, '2 runs'],
  [12_345, '12,345 runs'],
])('%d is said as %s', (value, said) => {
  expect(counted(value, 'run', 'runs')).toBe(said);
});
