import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createObservable } from '../hub/observable.ts';
import { createReachability } from '../hub/reachability.ts';
import type { StreamState } from './live-stream.ts';
import { followPage } from './page-wakes.ts';

const page = Object.assign(new EventTarget(), { hidden: false });
const state = createObservable<StreamState>({ kind: 'connecting' });
const stream = {
  getState: state.get,
  subscribe: state.subscribe,
  follow: () => {},
  unfollow: () => {},
  retryNow: vi.fn(),
  sleep: vi.fn(),
  wake: vi.fn(),
};
const waiting = (failures: number, status?: number): StreamState => ({
  kind: 'waiting',
  failures,
  downSince: 0,
  retryAt: 60_000,
  reason: status === undefined ? { kind: 'unreachable' } : { kind: 'refused', status },
});
const show = (isShown: boolean) => {
  page.hidden = !isShown;
  page.dispatchEvent(new Event('visibilitychange'));
};
let access = createObservable<'open' | 'needed'>('open');
let reachability = createReachability();
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000 });
  vi.clearAllMocks();
  vi.stubGlobal('document', page);
  vi.stubGlobal('window', new EventTarget());
  access = createObservable<'open' | 'needed'>('open');
  reachability = createReachability();
  stop = followPage(stream, { access, reachability });
});
afterEach(() => {
  stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('a page that is hidden for 20 s lets its connection go, and takes it up when it is shown', () => {
  show(false);
  vi.advanceTimersByTime(19_000);
  expect(stream.sleep).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_000);
  expect(stream.sleep).toHaveBeenCalledTimes(1);
  show(true);
  expect(stream.wake).toHaveBeenCalledTimes(1);
});

test('a page that is hidden for a moment keeps its connection', () => {
  show(false);
  vi.advanceTimersByTime(10_000);
  show(true);
  vi.advanceTimersByTime(60_000);
  expect(stream.sleep).not.toHaveBeenCalled();
});

test('an answer after none came tries the stream at once; those of a page that polls do not', () => {
  state.set(waiting(5));
  reachability.failed();
  vi.advanceTimersByTime(10);
  reachability.answered();
  expect(stream.retryNow).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(5_000);
  reachability.answered();
  expect(stream.retryNow).toHaveBeenCalledTimes(1);
});

test('a stream that is refused for want of a key has the page ask for one', () => {
  state.set(waiting(1, 401));
  expect(access.get()).toBe('needed');
});
