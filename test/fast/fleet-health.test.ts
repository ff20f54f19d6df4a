import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun, type RunOptions } from '../support/agent-run.ts';
import { ask, get, listed, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { postJson } from '../support/otlp-json.ts';
import { newSpanId, sendRecords, sendSpans } from '../support/send.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

type Health = Schemas['FleetHealth'];
type Metrics = { metrics: Schemas['PerformanceMetrics'] };
const MINUTE = 60_000;

/** One hub with the runs below, whose figures are worked out by hand, and one without any. */
let hub: TestHub;
let empty: TestHub;

const failedSpan = { failure: { type: 'StockError', message: 'out of stock' } };
/** A run that ended some minutes ago and took so long. */
const ended = (name: string, minutesAgo: number, tookMs: number, more: RunOptions = {}) => {
  const endMs = Date.now() - minutesAgo * MINUTE;
  return new AgentRun({ name, startMs: endMs - tookMs, endMs, ...more });
};

beforeAll(async () => {
  [hub, empty] = await Promise.all([startTestHub(), startTestHub()]);
  // In the last hour: 4 planners well (2, 4, 6 and 8 s), one failed (10 s), one workflow cancelled (30 s).
  const well = [2000, 4000, 6000, 8000].map((took) => ended('planner', 10, took));
  const failed = ended('buyer', 20, 10_000);
  const cancelled = ended('checkout', 30, 30_000, {
    kind: 'workflow',
    attributes: { 'observatory.execution.status': 'cancelled' },
  });
  // In the hour before: one well (1 s), one failed (1 s). A day and more before: one well (2 s).
  const before = [ended('planner', 90, 1000), ended('buyer', 100, 1000), ended('planner', 25 * 60, 2000)];
  await sendSpans(hub, [
    ...well.flatMap((run) => [run.span(), run.chat(), run.tool('search')]),
    failed.span(failedSpan),
    cancelled.span(),
    ...before.map((run, at) => run.span(at === 1 ? failedSpan : {})),
  ]);
  // Now: an agent runs, with one step that ended and two that run.
  const running = new AgentRun({ name: 'writer', startMs: Date.now() - 2000 });
  const step = (type: string, spanId: string) => ({
    ...running.event(type, { attributes: { 'observatory.step.name': 'draft' } }),
    spanId,
  });
  const done = newSpanId();
  await sendRecords(hub, [
    running.start(),
    step('step_start', done),
    step('step_end', done),
    step('step_start', newSpanId()),
    step('step_start', newSpanId()),
  ]);
  await eventually(async () => {
    expect(await listed(hub, running.id)).toMatchObject({ step_count: 3 });
    expect((await get<Schemas['Status']>(hub, '/status')).counts).toMatchObject({
      executions: 10,
      fold_queue: 0,
    });
  });
});
afterAll(async () => {
  await hub.remove();
  await empty.remove();
});

describe('the health of the fleet', () => {
  test('has the score of the last hour, with its parts and the trend', async () => {
    const { health } = await eventually(async () => {
      const answer = await get<Health>(hub, '/api/observability/health');
      expect(answer.health.total_executions).toBe(10);
      return answer;
    });
    // Success 4 of 6: 40 · 4/6 = 26.667. Errors 1 of 6: 30 · (1 − (1/6) ÷ 0.2) = 5. Average 10 s: twice 5 s, 0 points.
    expect(health.overall).toEqual({
      status: 'critical',
      score: 32,
      parts: {
        success: expect.closeTo(26.6667, 3),
        errors: expect.closeTo(5, 6),
        duration: expect.closeTo(0, 6),
      },
      composition: [
        { part: 'success', points: expect.closeTo(26.6667, 3), of: 40, value: 4 / 6, threshold: null },
        { part: 'errors', points: expect.closeTo(5, 6), of: 30, value: 1 / 6, threshold: 0.1 },
        { part: 'duration', points: expect.closeTo(0, 6), of: 30, value: 10_000, threshold: 5000 },
      ].map((part) => ({ ...part, meaning: expect.any(String) })),
      // 1 of 2 well, 1 of 2 failed, 1 s: 20 + 0 + 30.
      trend: { direction: 'down', previousScore: 50 },
      thresholds: { errorRate: 0.1, responseTimeMs: 5000 },
    });
    expect(health.executions).toEqual({
      total: 6,
      completed: 4,
      failed: 1,
      cancelled: 1,
      running: 1,
      successRate: expect.closeTo(4 / 6, 9),
      averageDuration: expect.closeTo(10_000, 3),
    });
    expect(health.errors).toEqual({ total: 1, rate: expect.closeTo(1 / 6, 9) });
  });

  test('counts, over all that is kept, in the keys of its document', async () => {
    const { health, realtime } = await get<Health>(hub, '/api/observability/health');
    expect(health).toMatchObject({
      total_agents: 3,
      active_agents: 1,
      total_workflows: 1,
      active_workflows: 0,
      total_executions: 10,
      running_executions: 1,
      completed_executions: 6,
      failed_executions: 2,
      cancelled_executions: 1,
      // 6 of the 9 that ended.
      success_rate: expect.closeTo(6 / 9, 9),
      // 2 + 4 + 6 + 8 + 10 + 30 + 1 + 1 + 2 = 64 s of 9.
      average_execution_time: expect.closeTo(64 / 9, 3),
      recent_failures_24h: 2,
    });
    expect(realtime).toEqual({
      running_executions: 1,
      recent_executions: 1,
      active_steps: 2,
      failed_last_hour: 1,
      system_load: expect.any(Number),
    });
  });

  test('is of another stretch where one is asked for', async () => {
    const { health } = await get<Health>(hub, '/api/observability/health?timeRange=15');
    // Four of four, 5 s on average: just what may be.
    expect(health.overall).toMatchObject({ status: 'healthy', score: 100, trend: { direction: 'up' } });
    expect(health.executions).toMatchObject({ total: 4, averageDuration: expect.closeTo(5000, 3) });
  });

  test('is at the path of monitoring too', async () => {
    const answer = await get<Health>(hub, '/api/v1/monitoring/health');
    expect(answer.health.total_executions).toBe(10);
    expect(answer.system).toMatchObject({ version: 'test', store: 'embedded', streams: 0 });
  });

  test('is full, without rates, where nothing ended', async () => {
    const { health, realtime } = await get<Health>(empty, '/api/observability/health');
    expect(health).toMatchObject({
      overall: { status: 'healthy', score: 100, trend: { direction: 'steady', previousScore: null } },
      executions: { total: 0, successRate: null, averageDuration: null },
      errors: { total: 0, rate: null },
      total_executions: 0,
      success_rate: null,
      average_execution_time: null,
    });
    expect(realtime).toMatchObject({ running_executions: 0, active_steps: 0 });
  });

  test('follows the thresholds of the settings', async () => {
    const loose = await hub.restart({ ERROR_RATE_THRESHOLD: '0.5', RESPONSE_TIME_THRESHOLD: '20000' });
    hub = loose;
    const { health } = await get<Health>(loose, '/api/observability/health');
    // 26.667 + 30 · (1 − (1/6) ÷ 1) + 30 = 81.667.
    expect(health.overall).toMatchObject({ score: 82, status: 'healthy' });
  });

  test('forgets the answers that it keeps when told', async () => {
    await get<Health>(hub, '/api/observability/health');
    const url = `${hub.url}/api/observability/health`;
    const { status, body } = await postJson(url, { action: 'clear_cache' });
    expect([status, body]).toEqual([200, { action: 'clear_cache', cleared: expect.any(Number) }]);
    expect((body as { cleared: number }).cleared).toBeGreaterThan(0);
    expect(await postJson(url, { action: 'drop_all' })).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 'OBS_BAD_REQUEST',
          message: 'Expected one of clear_cache, refold, run_retention, got "drop_all".',
          where: 'body.action',
        },
      },
    });
    expect((await postJson(url, { action: 'clear_cache', more: 1 })).status).toBe(400);
  });
});

describe('the metrics of a stretch', () => {
  test('say how its executions fared, beside the stretch before', async () => {
    const { metrics } = await get<Metrics>(hub, '/api/observability/metrics?timeRange=60');
    expect(metrics).toMatchObject({
      timeRange: 60,
      executions: { total: 6, completed: 4, failed: 1, cancelled: 1, running: 1 },
      // Of 2, 4, 6, 8, 10 and 30 s: the median lies between 6 and 8, p95 three quarters of the way from 10 to 30.
      duration: {
        average: expect.closeTo(10_000, 3),
        p50: expect.closeTo(7000, 3),
        p95: expect.closeTo(25_000, 3),
        p99: expect.closeTo(29_000, 3),
        max: expect.closeTo(30_000, 3),
      },
      errors: { total: 1, rate: expect.closeTo(1 / 6, 9), types: [{ type: 'StockError', count: 1 }] },
      usage: { llmCalls: 4, toolCalls: 4, inputTokens: 400, outputTokens: 40, unpricedCalls: 0 },
      previous: { executions: 2, successRate: 0.5, errorRate: 0.5, averageDuration: expect.closeTo(1000, 3) },
    });
    expect(metrics.agents).toEqual([
      {
        kind: 'agent',
        name: 'planner',
        total: 4,
        failed: 0,
        successRate: 1,
        averageDuration: expect.closeTo(5000, 3),
        // Of 2, 4, 6 and 8: 0.85 of the way from 6 to 8.
        p95Duration: expect.closeTo(7700, 3),
      },
      expect.objectContaining({ kind: 'agent', name: 'buyer', total: 1, failed: 1, successRate: 0 }),
      expect.objectContaining({ kind: 'workflow', name: 'checkout', total: 1, failed: 0, successRate: 0 }),
    ]);
  });

  test('do not say $0, nor do stats, where no call has a price', async () => {
    const unpriced = await startTestHub();
    try {
      const run = ended('odd', 5, 2000);
      await sendSpans(unpriced, [run.span(), run.chat({ 'gen_ai.request.model': 'nobody-knows-it' })]);
      await eventually(async () => {
        expect(await listed(unpriced, run.id)).toMatchObject({ cost_usd: null, unpriced_calls: 1 });
      });
      const { metrics } = await get<Metrics>(unpriced, '/api/observability/metrics');
      expect(metrics.usage).toMatchObject({ llmCalls: 1, costUsd: null, unpricedCalls: 1 });
      const { totals, buckets } = await get<Schemas['Stats']>(unpriced, '/api/v1/stats');
      expect(totals).toMatchObject({ started: 1, cost_usd: null, unpriced_calls: 1 });
      expect(buckets.map(({ started, cost_usd }) => [started, cost_usd])).toContainEqual([1, null]);
      expect(buckets.map(({ started, cost_usd }) => [started, cost_usd])).toContainEqual([0, 0]);
    } finally {
      await unpriced.remove();
    }
  });

  test('have no figures where nothing ended', async () => {
    const { metrics } = await get<Metrics>(empty, '/api/observability/metrics');
    expect(metrics).toMatchObject({
      executions: { total: 0, successRate: null },
      duration: { average: null, p50: null, p95: null, p99: null, max: null },
      errors: { rate: null, types: [] },
      usage: { llmCalls: 0, costUsd: 0 },
      agents: [],
    });
  });

  test('are the series of the hub as Prometheus text', async () => {
    const { status, headers, body } = await ask(hub, '/api/observability/metrics?format=prometheus');
    expect([status, headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/plain/)]);
    expect(body).toContain(
      'observatory_active_runs{deployment_environment_name="",agent="writer",workflow=""} 1',
    );
  });

  test.each([
    ['/api/observability/metrics?timeRange=0', 'query.timeRange'],
    ['/api/observability/metrics?timeRange=1.5', 'query.timeRange'],
    ['/api/observability/metrics?timeRange=hour', 'query.timeRange'],
    ['/api/observability/metrics?timeRange=999999', 'query.timeRange'],
    ['/api/observability/metrics?format=xml', 'query.format'],
    ['/api/observability/metrics?timerange=60', 'query.timerange'],
    ['/api/observability/health?timeRange=-5', 'query.timeRange'],
    ['/api/v1/monitoring/health?minutes=60', 'query.minutes'],
  ])('and health name a parameter that is wrong: %s', async (path, where) => {
    const { status, body } = await ask(hub, path);
    expect([status, body]).toMatchObject([400, { error: { code: 'OBS_BAD_REQUEST', where } }]);
  });
});

describe('administration', () => {
  const act = (body: object) => postJson(`${hub.url}/api/observability/health`, body);

  test('folds again what an execution, or the last minutes, are made of', async () => {
    const run = ended('planner', 1, 100);
    await sendSpans(hub, [run.span()]);
    await eventually(async () => expect(await listed(hub, run.id)).toBeDefined());
    const lose = () => queryStore(hub, `DELETE FROM agent_executions WHERE encode(id, 'hex') = '${run.id}'`);
    const isBack = () =>
      eventually(async () => expect(await listed(hub, run.id)).toMatchObject({ name: 'planner' }));
    await lose();
    expect(await act({ action: 'refold', id: run.id })).toEqual({
      status: 200,
      body: { action: 'refold', queued: 1 },
    });
    await isBack();
    await lose();
    expect(await act({ action: 'refold', id: run.traceId })).toMatchObject({ status: 200 });
    await isBack();
    await lose();
    expect(await act({ action: 'refold', minutes: 5 })).toMatchObject({
      status: 200,
      body: { queued: expect.any(Number) },
    });
    await isBack();
  });

  test('drops the days that the retention no longer keeps', async () => {
    await queryStore(hub, "SELECT observatory_ensure_days('2020-01-01', '2020-01-02')");
    expect(await act({ action: 'run_retention' })).toEqual({
      status: 200,
      body: { action: 'run_retention', dropped_days: 2 },
    });
    expect(await act({ action: 'run_retention' })).toMatchObject({ body: { dropped_days: 0 } });
  });

  test.each([
    [{ action: 'refold' }, 400, 'body.id'],
    [{ action: 'refold', id: 'a'.repeat(32), minutes: 1 }, 400, 'body.id'],
    [{ action: 'refold', id: 'a'.repeat(32) }, 404, 'body.id'],
    [{ action: 'refold', id: 'x' }, 400, 'body.id'],
    [{ action: 'refold', minutes: 0 }, 400, 'body.minutes'],
    [{ action: 'run_retention', minutes: 5 }, 400, 'body.minutes'],
    [{ action: 7 }, 400, 'body.action'],
    [{}, 400, 'body'],
  ])('says what is wrong with %j', async (body, status, where) => {
    expect(await act(body)).toMatchObject({ status, body: { error: { where } } });
  });
});
