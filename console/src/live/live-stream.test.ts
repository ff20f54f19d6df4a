import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ConnectionHandlers, StreamEnd, Way, WayName } from './connection.ts';
import { createLiveStream } from './live-stream.ts';
import type { FollowedTopic } from './topics.ts';

interface Opened {
  readonly by: WayName;
  readonly handlers: ConnectionHandlers;
  readonly topics: ReadonlyMap<string, FollowedTopic>;
  isClosed: boolean;
}

let opened: Opened[] = [];
const way = (by: WayName): Way => ({
  name: by,
  open: (topics, handlers) => {
    const one: Opened = { by, handlers, topics, isClosed: false };
    opened.push(one);
    return {
      follow: () => {},
      unfollow: () => {},
      close: () => {
        one.isClosed = true;
      },
    };
  },
});
const last = () => {
  const one = opened.at(-1);
  if (!one) throw new Error('nothing was opened');
  return one;
};
const away: StreamEnd = { kind: 'unreachable' };
const onOpen = vi.fn();
const onMessage = vi.fn();
const start = () => {
  const stream = createLiveStream({ ways: [way('socket'), way('streams')], onMessage, onOpen });
  stream.wake();
  return stream;
};
/** Lets the present try fail, and the wait before the next one pass. */
const failAndWait = () => {
  last().handlers.onEnd(away);
  vi.advanceTimersByTime(15_000);
};

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  opened = [];
  vi.clearAllMocks();
});
afterEach(() => {
  vi.useRealTimers();
});

test('nothing is opened before it is woken', () => {
  createLiveStream({ ways: [way('socket')], onMessage, onOpen });
  vi.advanceTimersByTime(60_000);
  expect(opened).toEqual([]);
});

test('a connection that breaks is opened again, each time after a longer wait', () => {
  const stream = start();
  last().handlers.onOpen();
  expect(stream.getState()).toEqual({ kind: 'live', since: 0, by: 'socket' });
  vi.advanceTimersByTime(6_000);
  last().handlers.onEnd({ kind: 'ended' });
  expect(stream.getState()).toMatchObject({ kind: 'waiting', failures: 1, downSince: 6_000 });
  vi.advanceTimersByTime(500);
  expect(opened.length).toBe(2);
  last().handlers.onEnd(away);
  expect(stream.getState()).toMatchObject({ kind: 'waiting', failures: 2, downSince: 6_000 });
  vi.advanceTimersByTime(700);
  expect(opened.length).toBe(2);
  vi.advanceTimersByTime(300);
  expect(opened.length).toBe(3);
  last().handlers.onOpen();
  expect(onOpen).toHaveBeenCalledTimes(2);
});

test('after two failed tries the next way is taken, and after two of it the best again', () => {
  start();
  for (let tries = 0; tries < 5; tries += 1) failAndWait();
  expect(opened.map(({ by }) => by)).toEqual(['socket', 'socket', 'streams', 'streams', 'socket', 'socket']);
});

test('while another way works the best is tried beside it, and takes over without a gap', () => {
  const stream = start();
  failAndWait();
  failAndWait();
  const streams = last();
  streams.handlers.onOpen();
  expect(stream.getState()).toMatchObject({ kind: 'live', by: 'streams' });
  vi.advanceTimersByTime(0);
  const first = last();
  expect(first.by).toBe('socket');
  first.handlers.onEnd(away);
  expect(streams.isClosed).toBe(false);
  expect(stream.getState()).toMatchObject({ kind: 'live', by: 'streams' });
  vi.advanceTimersByTime(5_000);
  const second = last();
  expect(second.by).toBe('socket');
  second.handlers.onOpen();
  expect(streams.isClosed).toBe(true);
  expect(stream.getState()).toMatchObject({ kind: 'live', by: 'socket' });
  second.handlers.onEnd({ kind: 'ended' });
  expect(stream.getState().kind).toBe('waiting');
});

test('a connection that is accepted and dropped at once counts as failing', () => {
  start();
  for (let tries = 0; tries < 2; tries += 1) {
    last().handlers.onOpen();
    failAndWait();
  }
  expect(last().by).toBe('streams');
});

test('asked to, it tries again at once, but does not break off a try', () => {
  const stream = start();
  stream.retryNow();
  expect(opened.length).toBe(1);
  last().handlers.onEnd(away);
  stream.retryNow();
  expect(opened.length).toBe(2);
});

test('asleep it holds no connection, and awake it goes on with what came meanwhile to be fetched', () => {
  const stream = start();
  const followed: FollowedTopic = { topic: { kind: 'alerts' }, cursor: '41' };
  stream.follow('alerts', followed);
  last().handlers.onOpen();
  stream.sleep();
  expect(last().isClosed).toBe(true);
  vi.advanceTimersByTime(60_000);
  expect(opened.length).toBe(1);
  stream.wake();
  expect(last().topics.get('alerts')).toEqual({ topic: { kind: 'alerts' }, cursor: null });
  last().handlers.onOpen();
  expect(onOpen).toHaveBeenCalledTimes(2);
});

test('what breaks is resumed after the last that was seen', () => {
  const stream = start();
  stream.follow('alerts', { topic: { kind: 'alerts' }, cursor: '41' });
  last().handlers.onOpen();
  failAndWait();
  expect(last().topics.get('alerts')?.cursor).toBe('41');
});
