import { expect, test } from 'vitest';
import { rangeQuery, rangeSearch, readDuration, readRange, writeDuration, writeRange } from './time-range.ts';

const read = (text: string) => readRange(new URLSearchParams(text), 60);

test('a relative range is the minutes up to now', () => {
  expect(read('range=6h')).toEqual({ kind: 'last', minutes: 360 });
  expect(rangeQuery(read('range=6h'))).toEqual({ minutes: 360 });
});

test('an absolute range wins over a relative one, and goes to the hub as two instants', () => {
  const range = read('range=6h&from=2026-11-22T10:00:00Z&to=2026-11-22T11:30:00Z');
  expect(rangeQuery(range)).toEqual({ from: '2026-11-22T10:00:00.000Z', to: '2026-11-22T11:30:00.000Z' });
});

test.each(['', 'range=0m', 'range=9999d', 'range=soon', 'from=2026-11-22T10:00:00Z', 'from=b&to=a'])(
  'an address with %j has the range of its page',
  (text) => {
    expect(read(text)).toEqual({ kind: 'last', minutes: 60 });
  },
);

test('an end before its beginning is no range', () => {
  expect(read('from=2026-11-22T11:00:00Z&to=2026-11-22T10:00:00Z')).toEqual({ kind: 'last', minutes: 60 });
});

test.each([
  ['15m', 15],
  ['24h', 1440],
  ['7d', 10_080],
])('%s is %d minutes, and back', (text, minutes) => {
  expect(readDuration(text)).toBe(minutes);
  expect(writeDuration(minutes)).toBe(text);
});

test('a range that the hub took is that of the page that a link leads to', () => {
  expect(rangeSearch({ minutes: 1440 })).toEqual({ range: '24h' });
  const between = { from: '2026-11-22T10:00:00.000Z', to: '2026-11-22T11:30:00.000Z' };
  expect(rangeSearch(between)).toEqual(between);
});

test('what is written into an address takes the other form out', () => {
  expect(writeRange({ kind: 'last', minutes: 90 })).toEqual({ range: '90m', from: null, to: null });
  expect(writeRange({ kind: 'between', fromMs: 0, toMs: 1_000 })).toEqual({
    range: null,
    from: '1970-01-01T00:00:00.000Z',
    to: '1970-01-01T00:00:01.000Z',
  });
});
