import { expect, test } from 'vitest';
import type { Execution, ExecutionList } from '../hub/types.ts';
import { anExecution, at } from './fixtures.ts';
import { laterState, mergeExecutions } from './merge-executions.ts';

const all = { nested: false };
const execution = (name: string, startMs: number, with_: Partial<Execution> = {}) =>
  anExecution({
    id: name.repeat(48).slice(0, 48),
    started_at: at(startMs),
    last_event_at: at(startMs),
    ...with_,
  });
const page = (executions: Execution[], next_cursor: string | null = null): ExecutionList => ({
  executions,
  next_cursor,
});
const names = (pages: readonly ExecutionList[]) =>
  pages.map((p) => p.executions.map((e) => e.id[0]).join('')).join('|');

test('a new execution comes in on top', () => {
  const { pages } = mergeExecutions(
    [page([execution('b', 200), execution('a', 100)])],
    [execution('c', 300)],
    all,
  );
  expect(names(pages)).toBe('cba');
});

test('one that arrives late comes in at its place by start', () => {
  const loaded = [page([execution('d', 400), execution('c', 300)], 'x'), page([execution('a', 100)])];
  expect(names(mergeExecutions(loaded, [execution('b', 200)], all).pages)).toBe('dc|ba');
});

test('one that is older than all that is loaded waits for its page', () => {
  const loaded = [page([execution('b', 200)], 'more')];
  expect(names(mergeExecutions(loaded, [execution('a', 100)], all).pages)).toBe('b');
});

test('on the last page it is added at the end', () => {
  expect(names(mergeExecutions([page([execution('b', 200)])], [execution('a', 100)], all).pages)).toBe('ba');
});

test('the first execution ever comes into an empty list', () => {
  expect(names(mergeExecutions([page([])], [execution('a', 100)], all).pages)).toBe('a');
});

test('a change is made in place and leaves the other rows as the same objects', () => {
  const [b, a] = [execution('b', 200, { status: 'running' }), execution('a', 100)];
  const ended = { ...b, status: 'completed' as const, last_event_at: at(900) };
  const { pages } = mergeExecutions([page([b, a])], [ended], all);
  expect(pages[0]?.executions[0]).toBe(ended);
  expect(pages[0]?.executions[1]).toBe(a);
});

test('several changes of one execution in one batch leave the last', () => {
  const a = execution('a', 100, { status: 'running' });
  const step = { ...a, step_count: 1, last_event_at: at(200) };
  const end = { ...a, step_count: 2, status: 'completed' as const, last_event_at: at(300) };
  expect(mergeExecutions([page([a])], [step, end], all).pages[0]?.executions[0]).toBe(end);
});

test('a page that nothing changes stays the same object', () => {
  const untouched = page([execution('a', 100)]);
  const { pages } = mergeExecutions(
    [page([execution('b', 200)], 'x'), untouched],
    [execution('c', 300)],
    all,
  );
  expect(pages[1]).toBe(untouched);
});

test('a new execution that the filter leaves out does not come in', () => {
  const { pages } = mergeExecutions([page([])], [execution('a', 100)], { status: 'failed', nested: false });
  expect(names(pages)).toBe('');
});

test('a row that stops matching stays until the view lets it go', () => {
  const running = execution('a', 100, { status: 'running' });
  const ended = { ...running, status: 'completed' as const, last_event_at: at(500) };
  const { pages } = mergeExecutions([page([running])], [ended], { status: 'running', nested: false });
  expect(pages[0]?.executions[0]?.status).toBe('completed');
});

test('with a text search, the hub is asked about new executions only', () => {
  const loaded = [page([execution('a', 100)])];
  const search = { q: 'order', nested: false };
  expect(mergeExecutions(loaded, [execution('b', 200)], search).askHub).toBe(true);
  expect(mergeExecutions(loaded, [execution('a', 100)], search).askHub).toBe(false);
});

test('a frame that was overtaken by a newer answer changes nothing', () => {
  const known = anExecution({ last_event_at: at(500), status: 'completed' });
  const overtaken = anExecution({ last_event_at: at(400), status: 'running' });
  expect(laterState(known, overtaken)).toBe(known);
});

test('at the same time of last sign of life an ended execution is not reopened', () => {
  const known = anExecution({ last_event_at: at(500), status: 'completed' });
  expect(laterState(known, anExecution({ last_event_at: at(500), status: 'running' }))).toBe(known);
});

test('a late end corrects an execution that was given up', () => {
  const abandoned = anExecution({ last_event_at: at(500), status: 'failed' });
  const ended = anExecution({ last_event_at: at(900), status: 'completed' });
  expect(laterState(abandoned, ended)).toBe(ended);
});

test('in another order than that of time, the hub is asked where a new execution stands', () => {
  const loaded = [page([execution('a', 100)])];
  const { pages, askHub } = mergeExecutions(loaded, [execution('b', 200)], { sort: 'cost', nested: false });
  expect(askHub).toBe(true);
  expect(names(pages)).toBe('a');
});

test('what the hub found by the filter comes in, though only the hub can tell why', () => {
  const search = { q: 'order', nested: false };
  const { pages, askHub } = mergeExecutions(
    [page([execution('a', 100)])],
    [execution('b', 200)],
    search,
    true,
  );
  expect(names(pages)).toBe('ba');
  expect(askHub).toBe(false);
});
