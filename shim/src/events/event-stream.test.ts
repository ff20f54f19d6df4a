import { setImmediate as immediate } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type AggregatedEvents,
  agentTracking,
  createLogger,
  eventStream,
  flush,
  type ObservabilityEvent,
  TooManySubscriptions,
  withContext,
} from '../index.ts';

vi.hoisted(() => {
  process.env.OTEL_STREAMING_MAX_SUBSCRIPTIONS = '5';
  process.env.OTEL_STREAMING_BUFFER_SIZE = '50';
  process.env.OTEL_STREAMING_FLUSH_INTERVAL = '60000';
  process.env.OTEL_SERVICE_NAME = 'support';
});

// No test of this file calls `init`: there is neither an SDK nor a collector.
const open: string[] = [];
const opened = (id: string) => {
  open.push(id);
  return id;
};
afterEach(() => {
  for (const id of open.splice(0)) eventStream.unsubscribe(id);
});

/** A subscriber that keeps what it gets. */
function listening() {
  const events: ObservabilityEvent[] = [];
  return { events, callback: (event: ObservabilityEvent) => void events.push(event) };
}
const types = (events: readonly ObservabilityEvent[]) => events.map(({ type }) => type);
const run = (fn: () => unknown = () => 1, agent = 'coder') =>
  agentTracking.trackExecution(agent, 'generate', fn);
const silent = () => vi.spyOn(process.stderr, 'write').mockReturnValue(true);

describe('events in process', () => {
  it('come without an SDK and without a collector, in order', async () => {
    const { events, callback } = listening();
    opened(eventStream.subscribeToAll(callback));
    await withContext({ userId: 'u1' }, () => run(() => agentTracking.trackStep('think', () => 1)));
    await flush();
    expect(types(events)).toEqual(['execution_start', 'step_start', 'step_end', 'execution_end']);
    const [start, , stepped, end] = events;
    expect(start).toMatchObject({
      severity: 'info',
      message: 'Agent coder started generate',
      kind: 'agent',
      agentType: 'coder',
      operation: 'generate',
      service: 'support',
      userId: 'u1',
    });
    expect(start?.executionId).toBe(`${start?.traceId}${start?.spanId}`);
    expect(start?.executionId).toMatch(/^[0-9a-f]{48}$/);
    expect(stepped).toMatchObject({ executionId: start?.executionId, agentType: 'coder', step: 'think' });
    expect(stepped?.spanId).not.toBe(start?.spanId);
    expect(end?.durationMs).toBeGreaterThanOrEqual(0);
    expect(end?.data?.['observatory.execution.status']).toBe('completed');
    expect(new Set(events.map(({ id }) => id)).size).toBe(4);
  });

  it('come after the call that caused them, never within it', async () => {
    const seen: string[] = [];
    opened(eventStream.subscribeToAll(({ type }) => void seen.push(type)));
    const running = run(() => seen.push('work'));
    seen.push('caller goes on');
    await running;
    await flush();
    expect(seen).toEqual(['work', 'caller goes on', 'execution_start', 'execution_end']);
  });

  it('can be those of errors alone', async () => {
    const { events, callback } = listening();
    opened(eventStream.subscribeToErrors(callback));
    await run();
    await expect(run(() => Promise.reject(new TypeError('no')))).rejects.toThrow('no');
    await flush();
    expect(types(events)).toEqual(['execution_error']);
    expect(events[0]).toMatchObject({ severity: 'error', data: { 'error.type': 'TypeError' } });
  });

  it('can be those of one execution with its steps, without what runs beside and below', async () => {
    const { events, callback } = listening();
    // Where nobody listens when an execution starts, it is not tracked.
    opened(eventStream.subscribeToErrors(() => {}));
    await agentTracking.trackExecution('outer', 'plan', async ({ id }) => {
      opened(eventStream.subscribeToExecution(id, callback));
      await run(() => 1, 'inner');
      await agentTracking.trackTool({ name: 'sql' }, () => 1);
    });
    await run();
    await flush();
    expect(types(events)).toEqual(['step_start', 'tool_call', 'execution_end']);
    expect(new Set(events.map(({ agentType }) => agentType))).toEqual(new Set(['outer']));
  });

  it('end with the subscription, what waits included', async () => {
    const { events, callback } = listening();
    const id = eventStream.subscribeToAll(callback);
    const running = run();
    expect(eventStream.unsubscribe(id)).toBe(true);
    await running;
    await immediate();
    expect([events, eventStream.unsubscribe(id), eventStream.unsubscribe('no such')]).toEqual([
      [],
      false,
      false,
    ]);
  });

  it('are shared by all subscribers and cannot be changed by one', async () => {
    silent();
    const { events, callback } = listening();
    opened(
      eventStream.subscribeToAll((event) => {
        (event as { message: string }).message = 'changed';
      }),
    );
    opened(eventStream.subscribeToAll(callback));
    await run();
    await flush();
    expect(events.map(({ message }) => message)).not.toContain('changed');
  });

  it('reach a callback in the context of the subscriber, not of the event', async () => {
    let seen: unknown;
    const subscribe = () =>
      eventStream.subscribeToAll(({ type, userId }) => {
        if (type === 'execution_start' && userId === 'event') void run(() => 1, 'follower');
        else if (type === 'execution_start') seen = userId;
      });
    opened(withContext({ userId: 'subscriber' }, subscribe));
    await withContext({ userId: 'event' }, () => run());
    await flush();
    await vi.waitFor(() => expect(seen).toBe('subscriber'), 5000);
  });
});

describe('log lines', () => {
  const logger = createLogger('billing', { destination: { write() {} } });

  it('of severity error and fatal are events, with their execution', async () => {
    const { events, callback } = listening();
    opened(eventStream.subscribeToErrors(callback));
    await run(() => {
      logger.warn('not this one');
      logger.error('no answer', { userId: 'u1', error: new TypeError('timeout'), duration: 5 });
    });
    logger.fatal('gone');
    await flush();
    expect(events.map(({ type, severity, message }) => [type, severity, message])).toEqual([
      ['log', 'error', 'no answer'],
      ['log', 'fatal', 'gone'],
    ]);
    expect(events[0]).toMatchObject({
      service: 'billing',
      agentType: 'coder',
      userId: 'u1',
      data: { duration: 5, 'exception.type': 'TypeError', 'log.record.uid': events[0]?.id },
    });
    expect(events[0]?.executionId).toMatch(/^[0-9a-f]{48}$/);
  });

  it('of a callback itself are none, so that it does not feed itself', async () => {
    const { events, callback } = listening();
    opened(
      eventStream.subscribeToErrors(async (event) => {
        callback(event);
        logger.error(`seen: ${event.message}`);
        await immediate();
        logger.error(`seen still: ${event.message}`);
      }),
    );
    logger.error('once');
    await flush();
    await immediate();
    expect(events.map(({ message }) => message)).toEqual(['once']);
  });
});

describe('the number of subscriptions', () => {
  it('is bounded, and one that ends makes place', () => {
    const ids = [1, 2, 3, 4, 5].map(() => opened(eventStream.subscribeToAll(() => {})));
    expect(new Set(ids).size).toBe(5);
    const oneMore = () => opened(eventStream.manager.subscribeWithAdvancedFilter({}, () => {}));
    expect(oneMore).toThrow(TooManySubscriptions);
    expect(oneMore).toThrow(/5 subscriptions .* OTEL_STREAMING_MAX_SUBSCRIPTIONS/);
    expect(oneMore).toThrow(expect.objectContaining({ code: 'OBS_TOO_MANY_SUBSCRIPTIONS' }));
    eventStream.unsubscribe(ids[0] ?? '');
    expect(oneMore).not.toThrow();
  });
});

describe('an advanced subscription', () => {
  it('gets lists of what passes its filter', async () => {
    const lists: string[][] = [];
    const id = opened(
      eventStream.manager.subscribeWithAdvancedFilter(
        { types: ['execution_end', 'tool_call'], severities: ['info'], agentTypes: ['coder'] },
        (events) => void lists.push(types(events)),
      ),
    );
    await run(() => agentTracking.trackTool({ name: 'sql' }, () => 1));
    await run(() => 1, 'other');
    expect(lists).toEqual([]);
    await flush();
    expect(lists).toEqual([['tool_call', 'execution_end']]);
    expect(eventStream.manager.getStats(id)).toMatchObject({ wanted: 2, delivered: 2, waiting: 0 });
  });

  it('gets a list that is full before its time', async () => {
    const lists: number[] = [];
    opened(eventStream.manager.subscribeWithAdvancedFilter({}, (events) => void lists.push(events.length)));
    // The buffer of 50 is smaller than a list may be, so that many make a full one.
    for (let i = 0; i < 25; i++) await run();
    await vi.waitFor(() => expect(lists).toEqual([50]), 5000);
  });

  it('gets no more than its rate; what is over is counted', async () => {
    const got: ObservabilityEvent[] = [];
    const id = opened(
      eventStream.manager.subscribeWithAdvancedFilter(
        { types: ['execution_end'], rateLimit: { maxEventsPerSecond: 0, burstSize: 3 } },
        (events) => void got.push(...events),
      ),
    );
    for (let i = 0; i < 10; i++) await run();
    await flush();
    expect(got.length).toBe(3);
    expect(eventStream.manager.getStats(id)).toEqual({
      wanted: 10,
      delivered: 3,
      waiting: 0,
      dropped: { rate_limit: 7, buffer_full: 0, callback_failed: 0, unsubscribed: 0 },
    });
  });

  it('gets what was counted in a window', async () => {
    const got: AggregatedEvents[] = [];
    const id = opened(
      eventStream.manager.subscribeWithAdvancedFilter(
        {
          types: ['execution_start', 'execution_end'],
          aggregation: { enabled: true, windowMs: 60_000, groupBy: ['agentType', 'type'] },
        },
        (aggregates) => void got.push(...aggregates),
      ),
    );
    await run(() => 1, 'a|b');
    await run(() => 1, 'c');
    await run(() => 1, 'c');
    expect(eventStream.manager.getStats(id)).toMatchObject({ wanted: 6, delivered: 0, waiting: 6 });
    await flush();
    expect(got.map(({ key, count }) => [key, count])).toEqual([
      ['a\\|b|execution_start', 1],
      ['a\\|b|execution_end', 1],
      ['c|execution_start', 2],
      ['c|execution_end', 2],
    ]);
    expect(got[2]?.first.executionId).not.toBe(got[2]?.last.executionId);
    expect(got[2]?.windowStart).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it('counts by a field that is no text, and takes nothing from other subscribers', async () => {
    const keys: string[] = [];
    const windows = opened(
      eventStream.manager.subscribeWithAdvancedFilter(
        {
          types: ['execution_end'],
          aggregation: { enabled: true, windowMs: 60_000, groupBy: ['agentType', 'durationMs'] as never },
        },
        (items: { key: string }[]) => void keys.push(...items.map(({ key }) => key)),
      ),
    );
    const { events, callback } = listening();
    opened(eventStream.subscribeToAll(callback));
    await run();
    await flush();
    expect(types(events)).toEqual(['execution_start', 'execution_end']);
    expect(keys).toEqual([expect.stringMatching(/^coder\|[\d.]+$/)]);
    expect(eventStream.manager.getStats(windows)).toMatchObject({ wanted: 1, delivered: 1 });
  });

  it('closes its windows by itself', async () => {
    const got: AggregatedEvents[] = [];
    opened(
      eventStream.manager.subscribeWithAdvancedFilter(
        { aggregation: { enabled: true, windowMs: 5, groupBy: [] } },
        (aggregates) => void got.push(...aggregates),
      ),
    );
    await run();
    await vi.waitFor(() => expect(got.reduce((sum, { count }) => sum + count, 0)).toBe(2), 5000);
    expect(got[0]?.key).toBe('');
  });

  it('says which of its settings make no sense, and goes on without them', async () => {
    const stderr = silent();
    const got: ObservabilityEvent[] = [];
    opened(
      eventStream.manager.subscribeWithAdvancedFilter(
        {
          types: ['execution_end', 'explosion' as 'log'],
          rateLimit: { maxEventsPerSecond: Number.NaN, burstSize: 1 },
          aggregation: { enabled: true as boolean, windowMs: -1, groupBy: [] },
        },
        (events) => void got.push(...(events as ObservabilityEvent[])),
      ),
    );
    await run();
    await run();
    await flush();
    expect(types(got)).toEqual(['execution_end', 'execution_end']);
    const said = stderr.mock.calls.join('');
    expect(said).toContain('wants types "explosion", which there are not');
    expect(said).toContain('rateLimit');
    expect(said).toContain('windowMs');
  });
});
