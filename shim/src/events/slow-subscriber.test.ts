import { ROOT_CONTEXT } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { agentTracking, eventStream, flush } from '../index.ts';
import { emitEvent } from './emit-event.ts';

vi.hoisted(() => {
  process.env.OTEL_STREAMING_BUFFER_SIZE = '100';
  process.env.OBSERVATORY_FLUSH_TIMEOUT = '200';
});

const open: string[] = [];
const opened = (id: string) => {
  open.push(id);
  return id;
};
let stderr: MockInstance<typeof process.stderr.write>;
beforeEach(() => {
  stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  for (const id of open.splice(0)) eventStream.unsubscribe(id);
  vi.restoreAllMocks();
});
const said = () => stderr.mock.calls.map(([line]) => String(line));

function emit(times: number): void {
  for (let i = 0; i < times; i++) {
    emitEvent({ type: 'step_end', severity: 'info', message: 'a', context: ROOT_CONTEXT, attributes: { i } });
  }
}
const none = { rate_limit: 0, buffer_full: 0, callback_failed: 0, unsubscribed: 0 };

/** On a machine that others keep busy, what takes 0.1 s can take more than the second that is waited otherwise. */
const SLOW_MACHINE = { timeout: 15_000 };

/** Events of the burst; `npm run test:soak` asks for a million. */
const EVENTS = Number(process.env.EVENTS ?? 200_000);

describe('a subscriber that fails', () => {
  it.each([
    ['throws', () => JSON.parse('{')],
    ['rejects', () => Promise.reject(new Error('rejected'))],
    ['throws what is no error', () => Promise.reject(Object.create(null))],
    [
      'gives a thenable that throws',
      // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
      () => ({ then: () => JSON.parse('{') }),
    ],
  ])('is contained, said once and counted where its callback %s', async (_name, callback) => {
    const seen: unknown[] = [];
    const id = opened(eventStream.subscribeToAll(callback));
    opened(eventStream.subscribeToAll(({ data }) => void seen.push(data?.i)));
    emit(3);
    await flush();
    expect(seen).toEqual([0, 1, 2]);
    expect(eventStream.manager.getStats(id)).toEqual({
      wanted: 3,
      delivered: 0,
      waiting: 0,
      dropped: { ...none, callback_failed: 3 },
    });
    expect(said().filter((line) => line.includes(`the callback of ${id} failed`)).length).toBe(1);
  });
});

describe('a subscriber that is slow', () => {
  it('gets one event after the other, in order', async () => {
    const seen: unknown[] = [];
    let atOnce = 0;
    opened(
      eventStream.subscribeToAll(async ({ data }) => {
        atOnce += 1;
        expect(atOnce).toBe(1);
        await new Promise(setImmediate);
        atOnce -= 1;
        seen.push(data?.i);
      }),
    );
    emit(20);
    await vi.waitFor(() => expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => i)), SLOW_MACHINE);
  });

  it('whose call never ends loses what its buffer does not hold; it is said once and counted', async () => {
    const id = opened(eventStream.subscribeToAll(() => new Promise(() => {})));
    emit(1);
    await flush();
    emit(150);
    expect(eventStream.manager.getStats(id)).toEqual({
      wanted: 151,
      delivered: 0,
      waiting: 101,
      dropped: { ...none, buffer_full: 50 },
    });
    expect(said().filter((line) => line.includes(`${id} does not keep up: 100 events wait`)).length).toBe(1);
    await agentTracking.trackExecution('coder', 'generate', () => 1);
  });

  it('gets on where its call ends at last', async () => {
    let go = () => {};
    const seen: unknown[] = [];
    opened(
      eventStream.subscribeToAll(({ data }) => {
        seen.push(data?.i);
        return seen.length > 1 ? undefined : new Promise<void>((resolve) => (go = resolve));
      }),
    );
    emit(3);
    await flush();
    expect(seen).toEqual([0]);
    go();
    await flush();
    expect(seen).toEqual([0, 1, 2]);
  });

  it('leaves the event loop its turns', async () => {
    let timers = 0;
    const timer = setInterval(() => {
      timers += 1;
    }, 1);
    let delivered = 0;
    opened(
      eventStream.subscribeToAll(() => {
        const until = performance.now() + 2;
        while (performance.now() < until);
        delivered += 1;
      }),
    );
    emit(50);
    await vi.waitFor(() => expect(delivered).toBe(50), SLOW_MACHINE);
    clearInterval(timer);
    expect(timers).toBeGreaterThan(5);
  });

  it('does not hold the events of a burst: memory stays bounded, and all are accounted for', async () => {
    let calls = 0;
    const slow = opened(
      eventStream.subscribeToAll(async () => {
        calls += 1;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }),
    );
    const counted = opened(
      eventStream.manager.subscribeWithAdvancedFilter(
        { aggregation: { enabled: true, windowMs: 10_000, groupBy: ['type'] } },
        () => {},
      ),
    );
    const before = process.memoryUsage().heapUsed;
    for (let chunk = 0; chunk < 100; chunk++) {
      emit(EVENTS / 100);
      await new Promise(setImmediate);
    }
    const grown = process.memoryUsage().heapUsed - before;
    const stats = eventStream.manager.getStats(slow);
    if (process.env.EVENTS !== undefined)
      process.stdout.write(`grown by ${Math.round(grown / 1024 / 1024)} MiB, ${JSON.stringify(stats)}\n`);
    expect(grown).toBeLessThan(100 * 1024 * 1024);
    expect(stats?.wanted).toBe(EVENTS);
    expect(stats?.waiting).toBeLessThanOrEqual(101);
    expect((stats?.delivered ?? 0) + (stats?.waiting ?? 0) + (stats?.dropped.buffer_full ?? 0)).toBe(EVENTS);
    expect(calls).toBeLessThan(EVENTS / 10);
    await flush();
    const sums = eventStream.manager.getStats(counted);
    expect([sums?.wanted, sums?.delivered, sums?.waiting]).toEqual([EVENTS, EVENTS, 0]);
  }, 120_000);
});
