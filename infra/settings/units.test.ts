import { describe, expect, it } from 'vitest';
import { cpuCores, durationSeconds, sizeBytes } from './units.ts';

describe('durationSeconds', () => {
  it.each([
    ['30d', 2_592_000],
    ['1h30m', 5400],
    ['15s', 15],
    ['2w', 1_209_600],
    ['0s', 0],
  ])('%s', (text, seconds) => expect(durationSeconds(text)).toBe(seconds));
  it.each(['', '30', 'd', '1.5h', '30m1h', '-1d', '1d ', '10ms'])('is null for "%s"', (text) =>
    expect(durationSeconds(text)).toBeNull(),
  );
});

describe('sizeBytes', () => {
  it.each([
    ['512Mi', 536_870_912],
    ['1.5Gi', 1_610_612_736],
    ['1Ti', 1_099_511_627_776],
  ])('%s', (text, bytes) => expect(sizeBytes(text)).toBe(bytes));
  it.each(['', '10', '10GB', '10 Gi', '-1Gi'])('is null for "%s"', (text) =>
    expect(sizeBytes(text)).toBeNull(),
  );
});

describe('cpuCores', () => {
  it.each([
    ['250m', 0.25],
    ['2', 2],
    ['0.5', 0.5],
  ])('%s', (text, cores) => expect(cpuCores(text)).toBe(cores));
  it.each(['', '1.5m', 'm', '2 cores'])('is null for "%s"', (text) => expect(cpuCores(text)).toBeNull());
});
