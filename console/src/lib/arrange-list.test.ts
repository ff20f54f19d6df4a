import { expect, test } from 'vitest';
import type { Execution } from '../hub/types.ts';
import { arrangeList } from './arrange-list.ts';
import { anExecution, at } from './fixtures.ts';

const all = { nested: false };
const execution = (name: string, startMs: number, with_: Partial<Execution> = {}) =>
  anExecution({ id: name.repeat(48), started_at: at(startMs), ...with_ });
const names = (rows: readonly Execution[]) => rows.map((row) => row.id[0]).join('');

const [c, b, a] = [execution('c', 300), execution('b', 200), execution('a', 100)];

test('what is not held shows the latest', () => {
  const { rows, waiting } = arrangeList([b, a], [c, b, a], all, 'free');
  expect(names(rows)).toBe('cba');
  expect(waiting).toBe(0);
});

test('a held list keeps its rows in place and counts the new ones', () => {
  const { rows, waiting } = arrangeList([b, a], [c, b, a], all, 'held');
  expect(names(rows)).toBe('ba');
  expect(waiting).toBe(1);
});

test('a held row still shows its newest state', () => {
  const ended = { ...b, status: 'failed' as const };
  expect(arrangeList([b, a], [ended, a], all, 'held').rows[0]).toBe(ended);
});

test('a row that stops matching stays while held and goes when let go', () => {
  const filter = { status: 'running', nested: false } as const;
  const running = { ...b, status: 'running' as const };
  expect(names(arrangeList([running], [b], filter, 'held').rows)).toBe('b');
  expect(names(arrangeList([running], [b], filter, 'free').rows)).toBe('');
});

test('older rows that were loaded by scrolling come in below while held', () => {
  const { rows, waiting } = arrangeList([c], [c, b, a], all, 'held');
  expect(names(rows)).toBe('cba');
  expect(waiting).toBe(0);
});

test('an empty list is not held', () => {
  expect(names(arrangeList([], [a], all, 'held').rows)).toBe('a');
});

test('a paused list shows the states that it had', () => {
  const ended = { ...b, status: 'failed' as const };
  expect(arrangeList([b, a], [c, ended, a], all, 'still')).toEqual({ rows: [b, a], waiting: 1 });
});

test('in another order, what the next page adds comes below and what pushes in between waits', () => {
  const filter = { sort: 'cost', nested: false } as const;
  const { rows, waiting } = arrangeList([a, c], [a, b, c, execution('d', 50)], filter, 'held');
  expect(names(rows)).toBe('acd');
  expect(waiting).toBe(1);
});
