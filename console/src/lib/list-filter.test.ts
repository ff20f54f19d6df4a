import { expect, test } from 'vitest';
import { anExecution } from './fixtures.ts';
import { matchesFilter, readFilter, writeFilter } from './list-filter.ts';

test('a filter survives the way through the address', () => {
  const filter = { status: 'failed', kind: 'agent', name: 'a & b', q: 'späte Frage', nested: true } as const;
  expect(readFilter(new URLSearchParams(writeFilter(filter)))).toEqual(filter);
});

test('no filter leaves the address bare', () => {
  expect(writeFilter(readFilter(new URLSearchParams('')))).toBe('');
});

test('values that are not known are left out', () => {
  expect(readFilter(new URLSearchParams('status=exploded&kind=robot&q=%20&nested=yes'))).toEqual({
    nested: false,
  });
});

test('nested executions are in the list only when asked for', () => {
  const nested = anExecution({ parent_id: 'b'.repeat(48) });
  expect(matchesFilter(nested, { nested: false })).toBe('no');
  expect(matchesFilter(nested, { nested: true })).toBe('yes');
});

test('only the hub knows what a text search matches', () => {
  expect(matchesFilter(anExecution(), { q: 'x', nested: false })).toBe('unknown');
  expect(matchesFilter(anExecution(), { q: 'x', status: 'failed', nested: false })).toBe('no');
});
