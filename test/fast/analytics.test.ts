import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun, type RunOptions } from '../support/agent-run.ts';
import { get } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { sendSpans } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Analytics {
  readonly total_events: number;
  readonly error_events: number;
  readonly error_rate: number | null;
  readonly average_response_ms: number | null;
  readonly bucket_seconds: number;
  readonly event_volume: readonly {
    time: string;
    events: number;
    errors: number;
    error_rate: number | null;
  }[];
  readonly response_times: {
    readonly executions: number;
    readonly bucket_seconds: number;
    readonly over_time: readonly { time: string; executions: number; p50_ms: number | null }[];
    readonly distribution: readonly { from_ms: number; to_ms: number | null; executions: number }[];
  };
  readonly agents: readonly object[];
  readonly computed_at: string;
}

/** The runs below, whose figures are worked out by hand. */
let hub: TestHub;
/** Begin of the hour two hours ago. */
const hourMs = Math.floor(Date.now() / HOUR) * HOUR - 2 * HOUR;
const failure = { failure: { type: 'StockError', message: 'out of stock' } };
const run = (name: string, minute: number, tookMs: number, session: string | null, more: RunOptions = {}) =>
  new AgentRun({
    name,
    startMs: hourMs + minute * MINUTE,
    endMs: hourMs + minute * MINUTE + tookMs,
    ...more,
    attributes: { ...(session === null ? {} : { 'session.id': session }), ...more.attributes },
  });

const analytics = (query = '') => get<Analytics>(hub, `/api/v1/analytics${query}`);

beforeAll(async () => {
  hub = await startTestHub();
  // Two planners well (2 and 4 s), each with a call of a model and of a tool; in the hour after, a buyer that failed (30 s),
  // a workflow (1 s); three days ago a planner.
  const planners = [run('planner', 1, 2000, 's1'), run('planner', 2, 4000, 's2')];
  const buyer = run('buyer', 61, 30_000, 's2');
  const checkout = run('checkout', 62, 1000, 's3', { kind: 'workflow' });
  await sendSpans(hub, [
    ...planners.flatMap((one) => [one.span(), one.chat(), one.tool('search')]),
    buyer.span(failure),
    checkout.span(),
    run('planner', -3 * 24 * 60, 1000, 's0').span(),
  ]);
  await eventually(async () => {
    await fetch(`${hub.url}/api/observability/health`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ action: 'clear_cache' }),
    });
    expect((await analytics('?minutes=10080')).total_events).toBe(9);
  });
});
afterAll(() => hub.remove());

describe('the figures of the page of analytics', () => {
  test('are those of the last day', async () => {
    expect(await analytics()).toMatchObject({
      agent: null,
      // Four executions, two calls of a model, two of a tool.
      total_events: 8,
      error_events: 1,
      error_rate: 1 / 8,
      executions: 4,
      execution_failure_rate: 1 / 4,
      active_agents: 2,
      active_sessions: 3,
      // 2 + 4 + 30 + 1 s of four.
      average_response_ms: expect.closeTo(9250, 3),
      alerts_firing: 0,
      bucket_seconds: 3600,
      response_times: {
        executions: 4,
        // Between 2 and 4 s.
        p50_ms: expect.closeTo(3000, 3),
      },
      agents: [
        {
          agent: 'planner',
          events: 6,
          errors: 0,
          error_rate: 0,
          executions: 2,
          average_response_ms: expect.closeTo(3000, 3),
          sessions: 2,
          status: 'healthy',
          score: 100,
        },
        {
          agent: 'buyer',
          events: 1,
          errors: 1,
          error_rate: 1,
          executions: 1,
          average_response_ms: expect.closeTo(30_000, 3),
          sessions: 1,
          // Neither success, nor errors, nor duration has a point.
          status: 'critical',
          score: 0,
        },
      ],
    });
  });

  test('have each hour, those without an event too', async () => {
    const { event_volume } = await analytics();
    expect(event_volume.length).toBeGreaterThanOrEqual(24);
    expect(event_volume.filter(({ events }) => events > 0)).toEqual([
      { time: expect.any(String), events: 6, errors: 0, error_rate: 0 },
      { time: expect.any(String), events: 2, errors: 1, error_rate: 0.5 },
    ]);
    const hour = event_volume.find(({ events }) => events === 6);
    expect(Date.parse(hour?.time ?? '')).toBe(hourMs);
    expect(event_volume.find(({ events }) => events === 0)?.error_rate).toBeNull();
  });

  test('sort response times between the buckets of the metrics', async () => {
    const { response_times } = await analytics();
    const filled = response_times.distribution.filter(({ executions }) => executions > 0);
    expect(filled).toEqual([
      { from_ms: 800, to_ms: 1600, executions: 1 },
      { from_ms: 1600, to_ms: 3200, executions: 1 },
      { from_ms: 3200, to_ms: 6400, executions: 1 },
      { from_ms: 25_600, to_ms: 51_200, executions: 1 },
    ]);
    expect(response_times.distribution.at(-1)?.to_ms).toBeNull();
  });

  test('have the percentiles of what began in each quarter of an hour', async () => {
    const { bucket_seconds, over_time } = (await analytics()).response_times;
    expect(bucket_seconds).toBe(900);
    expect(over_time.length).toBeGreaterThanOrEqual(96);
    const at = (minute: number) => `${new Date(hourMs + minute * MINUTE).toISOString().slice(0, -1)}000Z`;
    const ms = (value: number) => expect.closeTo(value, 3);
    expect(over_time.filter(({ executions }) => executions > 0)).toEqual([
      // 2 and 4 s; 1 and 30 s.
      { time: at(0), executions: 2, p50_ms: ms(3000), p95_ms: ms(3900), p99_ms: ms(3980) },
      { time: at(60), executions: 2, p50_ms: ms(15_500), p95_ms: ms(28_550), p99_ms: ms(29_710) },
    ]);
    expect(over_time.at(-1)).toMatchObject({ executions: 0, p50_ms: null, p95_ms: null, p99_ms: null });
  });

  test('have percentiles by the minute where the stretch is short', async () => {
    const from = new Date(hourMs).toISOString();
    const to = new Date(hourMs + 10 * MINUTE).toISOString();
    const { bucket_seconds, over_time } = (await analytics(`?from=${from}&to=${to}`)).response_times;
    expect(bucket_seconds).toBe(60);
    expect(over_time.map(({ p50_ms }) => p50_ms)).toEqual([
      null,
      expect.closeTo(2000, 3),
      expect.closeTo(4000, 3),
      ...Array(7).fill(null),
    ]);
  });

  test('are of one agent where one is asked for', async () => {
    expect(await analytics('?agent=buyer')).toMatchObject({
      agent: 'buyer',
      total_events: 1,
      error_rate: 1,
      active_agents: 1,
      active_sessions: 1,
      response_times: { executions: 1 },
      agents: [{ agent: 'buyer' }],
    });
  });

  test('are of another stretch where one is asked for, by days where it is long', async () => {
    const month = await analytics('?minutes=43200');
    expect([month.total_events, month.bucket_seconds]).toEqual([9, 86_400]);
  });

  test('have no rate and no average where nothing ran', async () => {
    const none = await analytics('?agent=nobody');
    expect(none).toMatchObject({
      total_events: 0,
      error_rate: null,
      average_response_ms: null,
      execution_failure_rate: null,
      agents: [],
      response_times: { executions: 0, since: null, p50_ms: null },
    });
  });
});
