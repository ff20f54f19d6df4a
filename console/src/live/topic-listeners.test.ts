import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTopicListeners } from './topic-listeners.ts';

const follow = vi.fn();
const unfollow = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a topic is followed once for all who listen, until a while after the last has gone', () => {
  const topics = createTopicListeners({ follow, unfollow });
  const stops = [1, 2].map(() => topics.listen({ kind: 'executions' }, () => {}));
  expect(follow.mock.calls.map(([name]) => name)).toEqual(['executions']);
  for (const stop of stops) stop();
  vi.advanceTimersByTime(4_000);
  expect(unfollow).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_000);
  expect(unfollow.mock.calls).toEqual([['executions']]);
  expect(topics.isEmpty()).toBe(true);
});

test('whoever listens again in the meantime keeps it', () => {
  const topics = createTopicListeners({ follow, unfollow });
  topics.listen({ kind: 'events', filter: { agents: ['planner'] } }, () => {})();
  topics.listen({ kind: 'events', filter: { agents: ['planner'] } }, () => {});
  vi.advanceTimersByTime(10_000);
  expect(follow).toHaveBeenCalledTimes(1);
  expect(unfollow).not.toHaveBeenCalled();
});

test('messages go to those who listen to their topic, all of a frame at once', () => {
  const topics = createTopicListeners({ follow, unfollow });
  const all = vi.fn();
  const some = vi.fn();
  topics.listen({ kind: 'events', filter: {} }, all);
  topics.listen({ kind: 'events', filter: { text: 'timeout' } }, some);
  const stale = { kind: 'stale' } as const;
  topics.deliver([
    { name: 'events-2', message: stale },
    { name: 'events-2', message: stale },
  ]);
  expect(all).not.toHaveBeenCalled();
  expect(some.mock.calls).toEqual([[[stale, stale]]]);
});
