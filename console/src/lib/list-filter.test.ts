import { expect, test } from 'vitest';
import { anExecution } from './fixtures.ts';
import { isFiltered, matchesFilter, readFilter, writeFilter } from './list-filter.ts';

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

test('what a link asks for exactly, the order and the words of the API come through the address', () => {
  const filter = readFilter(new URLSearchParams('user=ada&model=gpt-4o&sort=cost&query=status:failed'));
  expect(filter).toEqual({ user: 'ada', model: 'gpt-4o', sort: 'cost', q: 'status:failed', nested: false });
  expect(readFilter(new URLSearchParams('sort=colour'))).toEqual({ nested: false });
});

test('an order leaves nothing out, a time range does', () => {
  expect(isFiltered({ sort: 'cost', nested: true })).toBe(false);
  expect(isFiltered({ minutes: 60, nested: false })).toBe(true);
});

test('an execution is within a time range from its first instant on, not at its end', () => {
  const execution = anExecution({ started_at: '2026-11-22T12:00:00.000000Z' });
  const range = (from: string, to: string) => matchesFilter(execution, { from, to, nested: false });
  expect(range('2026-11-22T12:00:00.000Z', '2026-11-22T13:00:00.000Z')).toBe('yes');
  expect(range('2026-11-22T11:00:00.000Z', '2026-11-22T12:00:00.000Z')).toBe('no');
});

test('an exact user is compared, a model only the hub knows', () => {
  const execution = anExecution({ user_id: 'ada' });
  expect(matchesFilter(execution, { user: 'ada', nested: false })).toBe('yes');
  expect(matchesFilter(execution, { user: 'bela', nested: false })).toBe('no');
  expect(matchesFilter(execution, { model: 'gpt-4o', nested: false })).toBe('unknown');
});
