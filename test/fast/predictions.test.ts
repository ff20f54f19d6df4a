import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agentAnomalies } from '../../alerts/anomalies/agents.ts';
import { modelAnomalies } from '../../alerts/anomalies/models.ts';
import { anomalyMetrics } from '../../hub/src/anomalies/metrics.ts';
import { addUpHours } from '../../hub/src/figures/add-up-hours.ts';
import { ask, get } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Finding {
  readonly metric: string;
  readonly subject: { readonly agent: string | null; readonly model: string | null };
  readonly kind: string;
  readonly start: string;
  readonly end: string | null;
  readonly ended: string | null;
  readonly observed: number;
  readonly expected: number;
  readonly severity: string;
  readonly method: string;
}
interface Report {
  readonly enabled: boolean;
  readonly reason: string | null;
  readonly until: string;
  readonly judged: number;
  readonly total: number;
  readonly anomalies: readonly Finding[];
  readonly computed_at: string;
}
interface Forecast {
  readonly predicted: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly samples: number;
  readonly method: string | null;
  readonly reason: string | null;
  readonly steps: readonly number[];
  readonly step_seconds: number;
  readonly current: number | null;
  readonly limits: readonly { limit: string; reached_at: string | null }[];
  readonly from: string;
  readonly to: string;
}

/** Figures of five weeks, made in the database: what the fold adds up is tested elsewhere. */
let hub: TestHub;
/** End of the last whole hour. */
let endMs: number;
const iso = (ms: number) => new Date(ms).toISOString();

interface HourOf {
  readonly agent: string;
  /** Each five minutes of the hour that began `agoHours` before the last whole hour ended; 0 is the one that goes on. */
  readonly runs: (agoHours: number) => number;
  readonly failed?: (agoHours: number) => number;
  readonly callMs?: (agoHours: number) => number;
}

async function insertFigures(of: HourOf, hours: number): Promise<void> {
  const rows: unknown[][] = [];
  for (let ago = hours; ago >= 0; ago -= 1) {
    const runs = of.runs(ago);
    if (runs === 0) continue;
    const failed = of.failed?.(ago) ?? 0;
    for (let part = 0; part < 12; part += 1) {
      const bucket = iso(endMs - ago * HOUR + part * 300_000);
      rows.push([bucket, 'execution', of.agent, '', '', runs, runs - failed, failed, runs * 2000, 0, 0]);
      // Two calls of a model for each run, a thousandth of a dollar and 150 tokens each.
      const calls = 2 * runs;
      const took = calls * (of.callMs?.(ago) ?? 4000);
      rows.push([
        bucket,
        'model',
        of.agent,
        'openai',
        `${of.agent}-model`,
        calls,
        calls,
        0,
        took,
        calls * 150,
        calls * 1e9,
      ]);
    }
  }
  await queryStore(
    hub,
    `INSERT INTO agent_figures
     SELECT 'default', (r->>0)::timestamptz, r->>1, r->>2, '', 'svc', '', r->>3, r->>4, (r->>5)::int, (r->>6)::int,
            (r->>7)::int, 0, (r->>5)::int, (r->>8)::float8, (r->>9)::bigint, 0, 0, 0, 0, (r->>10)::bigint, 0
     FROM jsonb_array_elements($1::jsonb) AS r`,
    [JSON.stringify(rows)],
  );
  await queryStore(hub, addUpHours('agent = $1'), [of.agent]);
}

beforeAll(async () => {
  hub = await startTestHub({ OBSERVATORY_MAX_DATABASE_BYTES: '100000000000' });
  endMs = Math.floor((Date.now() - 60_000) / HOUR) * HOUR;
  // Not judged by the hour of the week alone: the same at all hours, 60 an hour.
  await insertFigures({ agent: 'steady', runs: () => 5 }, 35 * 24);
  await insertFigures({ agent: 'stopped', runs: (ago) => (ago <= 3 ? 0 : 5) }, 35 * 24);
  await insertFigures({ agent: 'loud', runs: (ago) => (ago <= 10 && ago > 8 ? 20 : 5) }, 35 * 24);
  await insertFigures(
    { agent: 'broken', runs: () => 10, failed: (ago) => (ago <= 4 && ago > 2 ? 5 : 0) },
    35 * 24,
  );
  await insertFigures({ agent: 'slow', runs: () => 5, callMs: (ago) => (ago <= 2 ? 20_000 : 4000) }, 35 * 24);
  await insertFigures({ agent: 'newcomer', runs: () => 5 }, 5);
  // A hub was there all the time, and its database grew by 1 MB an hour; ahead of now, so that none stores what is true.
  await queryStore(
    hub,
    `INSERT INTO database_sizes
     SELECT t, 50e9 - extract(epoch FROM $1::timestamptz - t) / 3600 * 1e6, 10e9
     FROM generate_series($1::timestamptz - interval '28 days', $1::timestamptz + interval '75 minutes', '5 minutes') AS t
     ON CONFLICT (sampled_at) DO UPDATE SET bytes = excluded.bytes, free_bytes = excluded.free_bytes`,
    [iso(endMs)],
  );
  await eventually(async () => {
    const [{ rows } = { rows: 0 }] = await queryStore<{ rows: number }>(
      hub,
      'SELECT count(*)::int AS rows FROM database_sizes',
    );
    expect(rows).toBeGreaterThan(8000);
  });
  await queryStore(hub, 'ANALYZE agent_figures, agent_figures_hours');
});
afterAll(() => hub.remove());

const forecast = (query: string) => get<Forecast>(hub, `/api/v1/analysis/forecasts?${query}`);

describe('forecasts', () => {
  test('of what never changes are the same again', async () => {
    const week = await forecast('metric=load&horizon=7d&agent=steady');
    expect(week).toMatchObject({
      predicted: 60 * 168,
      low: expect.closeTo(60 * 168, 3),
      high: expect.closeTo(60 * 168, 3),
      method: 'seasonal',
      step_seconds: 86_400,
    });
    expect(Date.parse(week.to) - Date.parse(week.from)).toBe(7 * DAY);
    expect(await forecast('metric=load&horizon=1h&agent=steady')).toMatchObject({
      predicted: expect.closeTo(60, 6),
      step_seconds: 3600,
    });
    // 120 calls an hour of 150 tokens and a thousandth of a dollar.
    expect((await forecast('metric=tokens&horizon=24h&agent=steady')).predicted).toBeCloseTo(
      120 * 24 * 150,
      3,
    );
    expect((await forecast('metric=cost&horizon=30d&agent=steady')).predicted).toBeCloseTo(
      120 * 24 * 30 * 0.001,
      6,
    );
    expect((await forecast('metric=failures&agent=steady')).predicted).toBe(0);
  });

  test('have a reason where there is too little', async () => {
    expect(await forecast('metric=load&agent=newcomer')).toMatchObject({
      predicted: null,
      reason: 'Expected 7 whole days of the past at least, got 0.',
    });
    expect(await forecast('metric=cost&agent=nobody&horizon=1h')).toMatchObject({
      predicted: null,
      method: null,
      reason: 'Expected 24 whole hours of the past at least, got 0.',
    });
  });

  test('say when the disk is full', async () => {
    const { current, predicted, limits } = await forecast('metric=disk&horizon=30d');
    // 24 MB a day.
    expect((predicted ?? 0) - (current ?? 0)).toBeCloseTo(30 * 24e6, -6);
    const days = limits.map(({ limit, reached_at }) => [
      limit,
      Math.round((Date.parse(reached_at ?? '') - Date.now()) / DAY),
    ]);
    expect(days).toEqual([
      // From 50 GB to 100, and 10 GB that are free.
      ['OBSERVATORY_MAX_DATABASE_BYTES', expect.closeTo(50e9 / 24e6, -1)],
      ['disk', expect.closeTo(10e9 / 24e6, -1)],
    ]);
  });
});

async function clearAnswers(): Promise<void> {
  const response = await fetch(`${hub.url}/api/observability/health`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ action: 'clear_cache' }),
  });
  expect(response.status).toBe(200);
}

const anomalies = (query = '') => get<Report>(hub, `/api/v1/analysis/anomalies${query}`);
const hoursAgo = (time: string | null) =>
  time === null ? null : Math.round((endMs - Date.parse(time)) / HOUR);

describe('anomalies', () => {
  test('are those that were planted, of agents and models, and no other ones', async () => {
    const { enabled, anomalies: found, total, judged } = await anomalies();
    expect([enabled, total, judged]).toEqual([true, found.length, 6 + 6]);
    const seen = found
      .filter(({ subject }) => subject.agent !== null || subject.model !== null)
      .map(({ metric, subject, kind, start, end, ended }) =>
        [metric, subject.agent ?? subject.model, kind, hoursAgo(start), hoursAgo(end), ended].join(' '),
      );
    expect(seen.sort()).toEqual([
      'errors broken error_spike 4 2 returned',
      'model_calls loud-model spike 10 8 returned',
      'model_calls stopped-model drop 3  ',
      'model_duration slow-model rise 2  ',
      'runs loud spike 10 8 returned',
      'runs stopped drop 3  ',
    ]);
  });

  test('say what came and what was expected', async () => {
    const { anomalies: found } = await anomalies('?agent=stopped&metric=runs');
    expect(found).toEqual([
      expect.objectContaining({
        observed: 0,
        expected: 60,
        unit: 'runs an hour',
        severity: 'critical',
        method: 'hour_of_week',
        subject: { agent: 'stopped', provider: null, model: null },
      }),
    ]);
  });

  test('are chosen by model, by metric and by score', async () => {
    const metrics = async (query: string) =>
      (await anomalies(query)).anomalies.map(({ metric, subject }) => `${metric} ${subject.model}`);
    expect(await metrics('?model=slow-model')).toEqual(['model_duration slow-model']);
    expect(await metrics('?agent=slow&model=slow-model')).toEqual(['model_duration slow-model']);
    expect(await metrics('?agent=steady&model=slow-model')).toEqual([]);
    expect(await metrics('?min_score=999')).toEqual([]);
  });

  test('of yesterday are those of yesterday', async () => {
    const { total, until } = await anomalies(`?from=${iso(endMs - 2 * DAY)}&to=${iso(endMs - DAY)}`);
    expect([total, until]).toEqual([0, iso(endMs - DAY).replace('Z', '000Z')]);
  });

  test('see what came since, though the settled past is kept in memory', async () => {
    await insertFigures({ agent: 'another', runs: () => 5 }, 1);
    await clearAnswers();
    expect((await anomalies()).judged).toBe(7 + 7);
  });

  test('know no drop while no hub was there', async () => {
    await queryStore(hub, 'DELETE FROM database_sizes WHERE sampled_at >= $1 AND sampled_at < $2', [
      iso(endMs - 3 * HOUR),
      iso(endMs),
    ]);
    await clearAnswers();
    const { total } = await anomalies('?agent=stopped');
    expect(total).toBe(0);
  });

  test('speak the language of the alerts', () => {
    const alerts: readonly { name: string; direction: string; margin: number; floor: number }[] = [
      ...agentAnomalies,
      ...modelAnomalies,
    ];
    for (const { name, direction, margin, floor } of alerts)
      expect(anomalyMetrics.find((metric) => metric.name === name)).toMatchObject({
        direction,
        margin,
        floor,
      });
  });

  test('are not looked for where that is switched off', async () => {
    const off = await startTestHub({ ENABLE_ANOMALY_DETECTION: 'false' });
    const report = await get<Report>(off, '/api/v1/analysis/anomalies');
    expect(report).toMatchObject({
      enabled: false,
      reason: 'ENABLE_ANOMALY_DETECTION is false.',
      anomalies: [],
    });
    const none = await get<Forecast>(off, '/api/v1/analysis/forecasts?metric=load');
    expect(none).toMatchObject({
      predicted: null,
      low: null,
      high: null,
      samples: 0,
      method: null,
      reason: 'Expected 7 whole days of the past at least, got 0.',
    });
    await off.remove();
  });
});

test.each([
  ['/api/v1/analysis/anomalies?metric=nonsense', 'query.metric'],
  ['/api/v1/analysis/anomalies?min_score=0', 'query.min_score'],
  ['/api/v1/analysis/anomalies?agent=', 'query.agent'],
  ['/api/v1/analysis/anomalies?agent=%00', 'query.agent'],
  ['/api/v1/analysis/anomalies?minutes=60000', 'query.from'],
  ['/api/v1/analysis/anomalies?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'query.from'],
  ['/api/v1/analysis/forecasts?metric=weather', 'query.metric'],
  ['/api/v1/analysis/forecasts?metric=load&horizon=2h', 'query.horizon'],
  ['/api/v1/analysis/forecasts?metric=disk&agent=planner', 'query.agent'],
  ['/api/v1/analytics?from=soon', 'query.from'],
  ['/api/v1/analytics?agents=planner', 'query.agents'],
])('a wrong parameter is named: %s', async (path, where) => {
  const { status, body } = await ask(hub, path);
  expect([status, body]).toMatchObject([400, { error: { code: 'OBS_BAD_REQUEST', where } }]);
});

test('the cost of calls without a price is forecast as unknown, with the reason, and not as $0', async () => {
  await insertFigures({ agent: 'unpriced', runs: () => 5 }, 48);
  for (const table of ['agent_figures', 'agent_figures_hours'])
    await queryStore(
      hub,
      `UPDATE ${table} SET cost_pico = 0, unpriced = started WHERE agent = 'unpriced' AND kind = 'model'`,
    );
  expect(await forecast('metric=cost&horizon=1h&agent=unpriced')).toMatchObject({
    predicted: null,
    reason: 'No call of the past has a price.',
  });
  expect((await forecast('metric=tokens&horizon=1h&agent=unpriced')).predicted).toBeGreaterThan(0);
});
