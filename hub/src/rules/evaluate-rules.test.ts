import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../../../test/support/eventually.ts';
import { newDataDir } from '../../../test/support/new-data-dir.ts';
import { applyAlertActions } from '../alerts/alert-actions.ts';
import { writeAlerts } from '../alerts/write-alerts.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../postgres/embedded-postgres.ts';
import type { Batch } from '../store/batch.ts';
import { type Database, inTransaction, migrateDatabase, openDatabase } from '../store/database.ts';
import { isoOfMicros } from '../store/micros.ts';
import { type EvaluatorOptions, RuleEvaluator } from './evaluate-rules.ts';
import { startLeader } from './leader.ts';
import { previewRule } from './preview-rule.ts';
import { readRuleBody } from './read-rule.ts';
import type { Rule } from './rule.ts';
import { deleteRule, writeRule } from './rule-rows.ts';
import { readRuleStates } from './rule-states.ts';

/** Every value here is worked out by hand. Minute 0 is the begin of the story; seconds from there are given. */
const T0 = Date.UTC(2026, 5, 10, 12) * 1000;
const SECOND = 1_000_000;
const at = (second: number) => T0 + second * SECOND;

let dataDir: string;
let postgres: EmbeddedPostgres;
let database: Database;
let options: EvaluatorOptions;
let events = 0;

beforeAll(async () => {
  dataDir = newDataDir();
  postgres = await startEmbeddedPostgres({ dataDir, log: () => {} });
  database = openDatabase(postgres.connection, () => {});
  await migrateDatabase(database, fileURLToPath(new URL('../../migrations', import.meta.url)));
  options = {
    database,
    defaults: { errorRate: 0.1, eventRate: 100, responseTimeMs: 5000, maxDatabaseBytes: null },
    // Only the rules of each test.
    hasPrometheus: true,
    executionTimeoutUs: 1800 * SECOND,
    maxDatabaseBytes: null,
    anomalyDetection: true,
    store: (batch: Batch) =>
      inTransaction(database.workPool, async (client) => {
        await writeAlerts(client, batch.alerts);
        if (batch.alertActions.length > 0) await applyAlertActions(client, batch.alertActions);
      }),
  };
});
afterAll(async () => {
  await database.close();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
});
beforeEach(async () => {
  await database.workPool.query(
    `TRUNCATE alerts, alert_actions, alert_rules, alert_rule_states, observability_events, agent_executions, agent_calls,
     budgets, silences`,
  );
});

interface Given {
  readonly severity?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly type?: string;
}

/** Events at given seconds. */
async function happen(
  seconds: readonly number[],
  { severity = 'info', attributes = {}, type = 'log' }: Given = {},
) {
  for (const second of seconds) {
    events += 1;
    await database.workPool.query(
      `INSERT INTO observability_events (project, time, id, cursor, type, severity, message, source_id, attributes)
       VALUES ('default', $1, $2, $3, $4, $5, '', 1, $6)`,
      [isoOfMicros(at(second)), `event ${events}`, events, type, severity, JSON.stringify(attributes)],
    );
  }
}
const ofAgent = (agent: string) => ({ attributes: { 'gen_ai.agent.name': agent } });

/** A run that ends at a second and took so many milliseconds. */
async function run(second: number, ms: number, agent = 'planner') {
  events += 1;
  const id = String(events).padStart(16, '0');
  await database.workPool.query(
    `INSERT INTO agent_executions (project, started_at, id, trace_id, span_id, kind, name, status, ended_at, last_event_at,
       service, step_count, llm_calls, tool_calls, input_tokens, output_tokens, unpriced_calls, total, own, marks, running_steps)
     VALUES ('default', $1, $2, $3, $4, 'agent', $5, 'completed', $6, $6, 'shop', 0, 0, 0, 0, 0, 0, '{}', '{}', '{}', 0)`,
    [
      isoOfMicros(at(second) - ms * 1000),
      Buffer.from(`${id.repeat(2)}${id}`, 'hex'),
      Buffer.from(id.repeat(2), 'hex'),
      Buffer.from(id, 'hex'),
      agent,
      isoOfMicros(at(second)),
    ],
  );
}

/** A call of a model; without a price where it is null. */
async function call(second: number, usd: number | null, model = 'large') {
  events += 1;
  const id = String(events).padStart(16, '0');
  await database.workPool.query(
    `INSERT INTO agent_calls (project, started_at, trace_id, span_id, execution_id, agent, service, kind, name, provider, status,
       ended_at, input_tokens, output_tokens, cost_pico)
     VALUES ('default', $1, $2, $3, $4, 'planner', 'shop', 'model', $5, 'acme', 'completed', $1, 100, 10, $6)`,
    [
      isoOfMicros(at(second)),
      Buffer.from(id.repeat(2), 'hex'),
      Buffer.from(id, 'hex'),
      Buffer.from(`${id.repeat(2)}${id}`, 'hex'),
      model,
      usd === null ? null : Math.round(usd * 1e12),
    ],
  );
}

type Body = Parameters<typeof readRuleBody>[2];
const rule = (body: Body, name = 'rule'): Rule => readRuleBody('default', name, body);

async function given(body: Body, name = 'rule'): Promise<void> {
  await writeRule(database, rule(body, name), { by: 'me', nowUs: at(0), isNew: false, most: 500 });
}

let evaluator: RuleEvaluator;
beforeEach(() => {
  evaluator = new RuleEvaluator(options);
});
async function evaluate(second: number, name = 'rule') {
  await evaluator.evaluate(at(second));
  return (await readRuleStates(database, 'default')).find((state) => state.rule === name);
}
async function history() {
  const { rows } = await database.pool.query<{
    name: string;
    status: string;
    labels: Record<string, string>;
  }>(
    `SELECT name, status, labels, date_part('epoch', starts_at - $1::timestamptz)::int AS began,
            date_part('epoch', ends_at - $1::timestamptz)::int AS ended
     FROM alerts ORDER BY starts_at, labels->>'agent'`,
    [isoOfMicros(T0)],
  );
  return rows;
}

describe('the value of a rule', () => {
  test('of error_rate is errors of all events; alerts and changes of health are none', async () => {
    await happen([10, 20, 30]);
    await happen([40], { severity: 'error' });
    await happen([50], { severity: 'error', type: 'alert' });
    await happen([50], { severity: 'fatal', type: 'health_change' });
    await given({ condition: 'error_rate', threshold: 0.2 });
    expect(await evaluate(60)).toMatchObject({ state: 'firing', value: 0.25 });
    const { rows } = await database.pool.query('SELECT condition, rule, event, annotations FROM alerts');
    expect(rows).toEqual([
      {
        condition: 'error_rate',
        rule: { threshold: 0.2, window: '5m', value: 0.25 },
        event: { app: '', event_type: 'log', timestamp: '2026-06-10T12:00:40.000000Z' },
        annotations: {
          summary: '25 % of 4 events in the last 5m are errors; the limit is 20 %.',
        },
      },
    ]);
  });

  test('holds above the threshold, not at it', async () => {
    await happen([10, 20, 30]);
    await happen([40], { severity: 'fatal' });
    await given({ condition: 'error_rate', threshold: 0.25 });
    expect(await evaluate(60)).toMatchObject({ state: 'ok', value: 0.25 });
  });

  test('is of a window that has its end in it, and its begin not', async () => {
    await happen([0, 1, 300, 301]);
    await given({ condition: 'event_count', threshold: 1 });
    expect(await evaluate(300)).toMatchObject({ state: 'firing', value: 2 });
  });

  test('of event_rate is events a minute', async () => {
    await happen([10, 20, 30, 40, 50]);
    await given({ condition: 'event_rate', threshold: 0.9, window: '5m' });
    expect(await evaluate(60)).toMatchObject({ state: 'firing', value: 1 });
  });

  test('of no events is no rate, and a count of 0', async () => {
    await given({ condition: 'error_rate', threshold: 0 }, 'rate');
    await given({ condition: 'event_count', threshold: 0 }, 'count');
    expect(await evaluate(60, 'rate')).toMatchObject({
      state: 'ok',
      value: null,
      reason: 'There is nothing in the window to say it by.',
    });
    expect(await evaluate(75, 'count')).toMatchObject({ state: 'ok', value: 0 });
  });

  test('of fewer events than it needs says nothing yet', async () => {
    await happen([10], { severity: 'error' });
    await given({ condition: 'error_rate', threshold: 0.1, min_events: 2 });
    expect(await evaluate(60)).toMatchObject({ state: 'ok', value: 1 });
    await happen([70]);
    expect(await evaluate(75)).toMatchObject({ state: 'firing', value: 0.5 });
  });

  test.each([
    ['p95', 9000, '9 s'],
    ['p50', 500, '500 ms'],
    ['max', 20_000, '20 s'],
    ['avg', 1900, '1.9 s'],
  ] as const)('of response_time is the %s of runs that ended', async (statistic, value, said) => {
    // Twenty: nineteen of them take at most 9000 ms.
    for (let second = 1; second <= 18; second += 1) await run(second, 500);
    await run(19, 9000);
    await run(20, 20_000);
    // After the evaluation.
    await run(61, 1);
    await given({ condition: 'response_time', threshold: 1, statistic });
    expect(await evaluate(60)).toMatchObject({ state: 'firing', value });
    const { rows } = await database.pool.query("SELECT annotations->>'summary' AS summary FROM alerts");
    expect(rows).toEqual([
      { summary: `20 runs that ended in the last 5m took ${said} (${statistic}); the limit is 1 ms.` },
    ]);
  });

  test('of cost is dollars of what has a price, and says what has none', async () => {
    await call(10, 0.5);
    await call(20, 0.75);
    await call(30, null);
    await given({ condition: 'cost', threshold: 1 });
    expect(await evaluate(60)).toMatchObject({
      state: 'firing',
      value: 1.25,
      reason: '1 call without a price is not in the cost.',
    });
    const { rows } = await database.pool.query("SELECT annotations->>'summary' AS summary FROM alerts");
    expect(rows).toEqual([
      {
        summary:
          'The calls of models in the last 5m cost $1.25; the limit is $1. 1 call without a price is not in it.',
      },
    ]);
  });

  test('of cost is not 0 where nothing has a price', async () => {
    await call(30, null);
    await given({ condition: 'cost', threshold: 0 });
    expect(await evaluate(60)).toMatchObject({ state: 'ok', value: null });
  });

  test('is of what the filter lets through, tags included', async () => {
    await happen([1, 2], { attributes: { 'gen_ai.agent.name': 'planner', tenant: 'a' } });
    await happen([3], { attributes: { 'gen_ai.agent.name': 'planner', tenant: 'b' } });
    await happen([4], ofAgent('writer'));
    await given({ condition: 'event_count', threshold: 0, filter: { agent: 'planner' } }, 'one');
    await given({ condition: 'event_count', threshold: 0, filter: { agent: ['planner', 'writer'] } }, 'two');
    await given({ condition: 'event_count', threshold: 0, filter: { tag: { tenant: 'a' } } }, 'tag');
    await evaluate(60);
    const states = await readRuleStates(database, 'default');
    expect(Object.fromEntries(states.map(({ rule: name, value }) => [name, value]))).toEqual({
      one: 3,
      two: 4,
      tag: 2,
    });
  });
});

describe('a rule with groups', () => {
  test('has an alert for each that breaks it, and resolves each for itself', async () => {
    await happen([10, 20, 200], ofAgent('planner'));
    await happen([10, 20], ofAgent('writer'));
    await happen([10], ofAgent('critic'));
    await happen([10, 11, 12]);
    await given({ condition: 'event_count', threshold: 1, group_by: 'agent' });
    expect((await evaluate(210))?.groups.map(({ key, value, state }) => [key, value, state])).toEqual([
      ['planner', 3, 'firing'],
      ['writer', 2, 'firing'],
      ['critic', 1, 'ok'],
    ]);
    await happen([400], ofAgent('planner'));
    await evaluate(405);
    expect(await history()).toMatchObject([
      { labels: { alertname: 'rule', agent: 'planner' }, status: 'firing', began: 210, ended: null },
      { labels: { alertname: 'rule', agent: 'writer' }, status: 'resolved', began: 210, ended: 405 },
    ]);
  });

  test('looks at a hundred of them, says how many are left out, and loses none that fires', async () => {
    for (let agent = 0; agent < 130; agent += 1)
      await happen([agent < 5 ? 200 : 10], ofAgent(`agent-${agent}`));
    await given({ condition: 'event_count', threshold: 0, group_by: 'agent' });
    expect(await evaluate(220)).toMatchObject({
      leftOut: 30,
      reason: '30 groups more than 100 were left out, those with the smallest values.',
    });
    expect(await history()).toHaveLength(100);
    await evaluate(600);
    expect((await history()).filter(({ status }) => status === 'firing')).toEqual([]);
  });
});

describe('an evaluation', () => {
  test('of two hubs, one after the other, tells of a fault once, also where one died in between', async () => {
    await happen([10]);
    await given({ condition: 'event_count', threshold: 0 });
    await evaluate(15);
    await database.workPool.query('DELETE FROM alert_rule_states');
    await new RuleEvaluator(options).evaluate(at(30));
    expect(await history()).toMatchObject([{ status: 'firing', began: 15 }]);
  });

  test('goes on with what waited when the hub was started again', async () => {
    await happen([10]);
    await given({ condition: 'event_count', threshold: 0, for: '1m' });
    expect(await evaluate(15)).toMatchObject({ state: 'pending' });
    evaluator = new RuleEvaluator(options);
    expect(await evaluate(45)).toMatchObject({ state: 'pending' });
    expect(await evaluate(75)).toMatchObject({ state: 'firing' });
    expect(await history()).toMatchObject([{ status: 'firing', began: 75 }]);
  });

  test('ends the alert of a rule that is disabled, deleted or of another severity', async () => {
    await happen([10]);
    for (const name of ['disabled', 'deleted', 'changed'])
      await given({ condition: 'event_count', threshold: 0 }, name);
    await evaluate(15);
    await given({ condition: 'event_count', threshold: 0, enabled: false }, 'disabled');
    await deleteRule(database, 'default', 'deleted');
    await given({ condition: 'event_count', threshold: 0, severity: 'critical' }, 'changed');
    await evaluate(30);
    expect(
      (await history()).map(({ name, status, labels }) => [name, labels.severity, status]).sort(),
    ).toEqual([
      ['changed', 'critical', 'firing'],
      ['changed', 'warning', 'resolved'],
      ['deleted', 'warning', 'resolved'],
      ['disabled', 'warning', 'resolved'],
    ]);
  });

  test('that fails neither begins nor ends anything, and says why', async () => {
    await happen([10]);
    await given({ condition: 'event_count', threshold: 0 });
    await evaluate(15);
    await database.workPool.query('ALTER TABLE observability_events RENAME COLUMN severity TO away');
    try {
      expect(await evaluate(400)).toMatchObject({
        state: 'unknown',
        reason: expect.stringContaining('did not answer'),
      });
      expect(await history()).toMatchObject([{ status: 'firing', ended: null }]);
    } finally {
      await database.workPool.query('ALTER TABLE observability_events RENAME COLUMN away TO severity');
    }
    expect(await evaluate(415)).toMatchObject({ state: 'ok' });
    expect(await history()).toMatchObject([{ status: 'resolved', ended: 415 }]);
  });

  test('fires again what was resolved by hand while it holds', async () => {
    await happen([10]);
    await given({ condition: 'event_count', threshold: 0, keep_firing_for: '10m' });
    await evaluate(15);
    await database.workPool.query("UPDATE alerts SET status = 'resolved', ends_at = $1", [
      isoOfMicros(at(20)),
    ]);
    await evaluate(30);
    expect(await history()).toMatchObject([
      { status: 'resolved', began: 15, ended: 20 },
      { status: 'firing', began: 30, ended: null },
    ]);
    await database.workPool.query(
      "UPDATE alerts SET status = 'resolved', ends_at = $1 WHERE status = 'firing'",
      [isoOfMicros(at(320))],
    );
    expect(await evaluate(330)).toMatchObject({ state: 'ok' });
    expect((await history()).map(({ status }) => status)).toEqual(['resolved', 'resolved']);
  });

  test('has the default rules, and those about what everybody wants to be told, where there is no Prometheus', async () => {
    evaluator = new RuleEvaluator({ ...options, hasPrometheus: false });
    for (let second = 0; second < 10; second += 1)
      await happen([second], { severity: second < 2 ? 'error' : 'info' });
    await call(30, null, 'unknown-model');
    await database.workPool.query(
      `INSERT INTO budgets VALUES ('default', 'daily', 'day', '', '', 1, now(), now())`,
    );
    await evaluator.evaluate(at(60));
    const states = await readRuleStates(database, 'default');
    expect(Object.fromEntries(states.map((state) => [state.rule, state.state]))).toEqual({
      high_error_rate: 'firing',
      high_event_rate: 'ok',
      slow_response: 'ok',
      stuck_executions: 'ok',
      abandoned_executions: 'ok',
      unpriced_models: 'firing',
      budget_spent: 'ok',
    });
    expect((await history()).map(({ labels }) => labels)).toEqual([
      { alertname: 'high_error_rate', severity: 'warning', project: 'default' },
      { alertname: 'unpriced_models', severity: 'warning', project: 'default', model: 'unknown-model' },
    ]);
  });
});

describe('a preview', () => {
  const hour = { sinceUs: at(0), untilUs: at(3600) };
  const preview = (body: Body) => previewRule(options, rule(body), hour, at(3600));

  test('says when a rule would have fired, and for how long', async () => {
    // A window of a minute: the count is 2 from second 610 up to 660, when the first leaves.
    await happen([600, 610]);
    const found = await preview({ condition: 'event_count', threshold: 1, window: '1m' });
    expect(found.firings).toEqual([{ key: '', sinceUs: at(615), untilUs: at(660), peak: 2 }]);
    expect(found).toMatchObject({ stepS: 15, firingS: 45, groups: 1, groupsLeftOut: 0 });
    expect(found.points.length).toBeLessThanOrEqual(300);
    expect(Math.max(...found.points.map(({ value }) => value ?? 0))).toBe(2);
  });

  test('goes by how long it must hold, and by groups', async () => {
    await happen([600, 610], ofAgent('planner'));
    await happen([1200, 1210, 1230, 1250, 1270, 1290], ofAgent('writer'));
    const body = { condition: 'event_count', threshold: 1, window: '1m', group_by: 'agent' } as const;
    expect((await preview({ ...body, for: '1m' })).firings).toEqual([
      { key: 'writer', sinceUs: at(1275), untilUs: at(1335), peak: 3 },
    ]);
    expect((await preview(body)).firings.map(({ key }) => key)).toEqual(['planner', 'writer']);
  });

  test('of response times is of the window of each step', async () => {
    await run(600, 9000);
    await run(700, 100);
    const { firings } = await preview({ condition: 'response_time', threshold: 5000, window: '1m' });
    expect(firings).toEqual([{ key: '', sinceUs: at(600), untilUs: at(660), peak: 9000 }]);
  });
});

test('one hub of two leads, and the other takes over when its connection is gone', async () => {
  const led: string[] = [];
  const start = (name: string) =>
    startLeader({
      pool: database.workPool,
      lock: 4711,
      everyMs: 50,
      lead: async () => {
        led.push(name);
      },
      onFollow: () => {},
      onError: () => {},
    });
  const stopFirst = start('first');
  await eventually(() => expect(led.length).toBeGreaterThan(1));
  const stopSecond = start('second');
  const count = led.length;
  await eventually(() => expect(led.length).toBeGreaterThan(count + 3));
  expect(new Set(led)).toEqual(new Set(['first']));
  await stopFirst();
  await eventually(() => expect(led.at(-1)).toBe('second'));
  // As when the network is cut: it comes back by a new connection.
  await database.workPool.query(
    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711",
  );
  const before = led.length;
  await eventually(() => expect(led.length).toBeGreaterThan(before + 3));
  await stopSecond();
});

test('five hundred rules of a project are the most', async () => {
  const write = (name: string, most: number) =>
    writeRule(database, rule({ condition: 'cost', threshold: 1 }, name), {
      by: 'me',
      nowUs: at(0),
      isNew: true,
      most,
    });
  expect(await write('a', 2)).toBe('written');
  expect(await write('b', 2)).toBe('written');
  expect(await write('c', 2)).toBe('too many');
  expect(await write('a', 2)).toBe('exists');
});
