import { expect, test } from 'vitest';
import { formatBytes } from './format-bytes.ts';

test.each([
  [0, '0 B'],
  [512, '512 B'],
  [4_200, '4.2 kB'],
  [999_600, '1.0 MB'],
  [118_400_000_000, '118 GB'],
  [3_000_000_000_000_000, '3000 TB'],
])('%d bytes are %s', (bytes, words) => {
  expect(formatBytes(bytes)).toBe(words);
});
