import { expect, test } from 'vitest';
import { connectionLabel } from './connection-label.ts';
import type { StreamState } from './live-stream.ts';

const never = { answeredAt: 0, failedAt: 0 };
const waiting = (failures: number): StreamState => ({
  kind: 'waiting',
  failures,
  downSince: 1_000,
  retryAt: 9_000,
  reason: { kind: 'unreachable' },
});

test('a stream that just broke is reconnecting, with the time of the next try', () => {
  expect(connectionLabel(waiting(1), never, false)).toEqual({
    kind: 'reconnecting',
    retryAt: 9_000,
    downSince: 1_000,
  });
});

test('after three failed tries the connection is lost', () => {
  expect(connectionLabel(waiting(3), { answeredAt: 900, failedAt: 5_000 }, false).kind).toBe('lost');
});

test('where the stream fails but requests are answered since, the page polls', () => {
  expect(connectionLabel(waiting(4), { answeredAt: 5_000, failedAt: 0 }, false).kind).toBe('polling');
});

test('an answer from before the stream broke does not count', () => {
  expect(connectionLabel(waiting(4), { answeredAt: 999, failedAt: 0 }, false).kind).toBe('lost');
});

test('a request that failed after the last answer does count', () => {
  expect(connectionLabel(waiting(4), { answeredAt: 5_000, failedAt: 6_000 }, false).kind).toBe('lost');
});

test('pausing is said while live, but never hides a lost connection', () => {
  expect(connectionLabel({ kind: 'live', since: 0, by: 'socket' }, never, true).kind).toBe('paused');
  expect(connectionLabel(waiting(3), never, true).kind).toBe('lost');
});

test('changes that come as server-sent events are said to', () => {
  expect(connectionLabel({ kind: 'live', since: 0, by: 'streams' }, never, false)).toEqual({
    kind: 'streaming',
  });
  expect(connectionLabel({ kind: 'live', since: 0, by: 'socket' }, never, false)).toEqual({ kind: 'live' });
});
