import { describe, expect, test } from 'vitest';
import { formatDuration, formatRunning } from './format-duration.ts';

describe('formatDuration', () => {
  test.each([
    [0, '0 ms'],
    [-5, '0 ms'],
    [0.0423, '0.042 ms'],
    [0.999, '1.0 ms'],
    [4.26, '4.3 ms'],
    [240.4, '240 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [2_412, '2.41 s'],
    [9_999, '10.0 s'],
    [12_345, '12.3 s'],
    [59_980, '1m 00s'],
    [185_000, '3m 05s'],
    [3_599_600, '1h 00m'],
    [3_840_000, '1h 04m'],
    [86_399_000, '1d 00h'],
    [183_600_000, '2d 03h'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  test('never shows sixty seconds or sixty minutes at a boundary', () => {
    for (let ms = 59_900; ms < 60_100; ms += 5) expect(formatDuration(ms)).not.toMatch(/60(\.0)? ?s/);
    for (let ms = 3_599_000; ms < 3_601_000; ms += 50) expect(formatDuration(ms)).not.toMatch(/60[ms]/);
  });
});

describe('formatRunning', () => {
  test('ticks in tenths of a second below a minute', () => {
    expect(formatRunning(240)).toBe('0.2 s');
    expect(formatRunning(12_340)).toBe('12.3 s');
  });

  test('goes on like any duration from a minute up', () => {
    expect(formatRunning(61_000)).toBe('1m 01s');
  });
});
