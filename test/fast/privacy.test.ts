import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { ask, get, listed } from '../support/api.ts';
import { awayFromMidnight } from '../support/away-from-midnight.ts';
import { eventually } from '../support/eventually.ts';
import type { PlainRecord, PlainSpan } from '../support/otlp-json.ts';
import { newSpanId, newTraceId, sendRecords, sendSpans } from '../support/send.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await startTestHub({ OBSERVATORY_LOGS_DAYS: '7' }, undefined, {
    erasures: { everyMs: 50, settleMs: 100 },
  });
});
afterAll(() => hub.remove());

interface Erasure {
  readonly id: string;
  readonly state: string;
  readonly user_hash: string;
  readonly deleted: Readonly<Record<string, number>>;
  readonly finished_at: string | null;
  readonly elsewhere: Readonly<Record<string, string>>;
}

async function erase(user: string): Promise<Erasure> {
  const id = encodeURIComponent(user);
  const response = await fetch(`${hub.url}/api/v1/users/${id}?confirm=${id}`, { method: 'DELETE' });
  expect(response.status).toBe(202);
  const begun = (await response.json()) as Erasure;
  expect(response.headers.get('location')).toBe(`/api/v1/erasures/${begun.id}`);
  return eventually(async () => {
    const erasure = await get<Erasure>(hub, `/api/v1/erasures/${begun.id}`);
    expect(erasure.state).toBe('done');
    return erasure;
  }, 20_000);
}

async function folded(): Promise<void> {
  await eventually(async () => {
    const [row] = await queryStore<{ n: number }>(hub, 'SELECT count(*)::int AS n FROM fold_queue');
    expect(row?.n).toBe(0);
  });
}

async function exported(user: string) {
  const response = await fetch(`${hub.url}/api/v1/users/${encodeURIComponent(user)}/export`);
  return (await response.text())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string; record: Record<string, unknown> });
}

/** Where a text stands in the tables of the hub. */
async function tablesWith(text: string): Promise<string[]> {
  const tables = await queryStore<{ name: string }>(
    hub,
    `SELECT c.oid::regclass::text AS name FROM pg_class c
     WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname !~ '^audit' ORDER BY 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const [row] = await queryStore<{ n: number }>(
      hub,
      `SELECT count(*)::int AS n FROM ${name} AS t WHERE strpos(t::text, $1) > 0`,
      [text],
    );
    if ((row?.n ?? 0) > 0) found.push(name.replace(/_\d{8}$/, ''));
  }
  return found;
}

/** A run with all that a user leaves behind; `mark` stands in each text of it. */
async function lively(user: string, mark: string): Promise<AgentRun> {
  const run = new AgentRun({ name: 'helper', attributes: { 'user.id': user } });
  const inner = newSpanId();
  const innerId = run.traceId + inner;
  const spans: PlainSpan[] = [
    run.span({ attributes: { note: mark } }),
    run.chat({ note: mark }),
    run.tool('search'),
    // Says no user: it has that of the execution around it.
    run.child(
      { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'inner', note: mark },
      { spanId: inner },
    ),
    run.child({
      'gen_ai.operation.name': 'create_memory',
      'gen_ai.memory.store.id': 'notes',
      'gen_ai.memory.record.id': `record of ${mark}`,
      'gen_ai.memory.records': JSON.stringify([{ id: `record of ${mark}`, content: mark }]),
    }),
  ];
  await sendSpans(hub, spans);
  const records: PlainRecord[] = [
    run.start(),
    run.end(),
    run.event('snapshot', {
      attributes: {
        'observatory.snapshot.sequence': 0,
        'observatory.snapshot.state': JSON.stringify({ mark }),
      },
    }),
    { timeMs: run.startMs, body: mark, traceId: run.traceId, spanId: inner },
    { timeMs: run.startMs, body: `without a trace ${mark}`, attributes: { 'enduser.id': user } },
  ];
  await sendRecords(hub, records);
  const feedback = await fetch(`${hub.url}/api/v1/executions/${innerId}/feedback`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ score: 1, comment: mark, user_id: user }),
  });
  expect(feedback.status).toBeLessThan(300);
  await eventually(async () => expect(await listed(hub, run.id)).toBeDefined());
  await folded();
  return run;
}

describe('an export', () => {
  test('has each record of the user, and of nobody else, and ends with how many there are', async () => {
    const run = await lively('eve', 'mark-of-eve');
    await lively('olaf', 'mark-of-olaf');
    const lines = await exported('eve');
    const last = lines.at(-1);
    expect(last?.kind).toBe('end');
    expect(last?.record.counts).toMatchObject({
      execution: 2,
      span: 5,
      event: 3,
      log: 2,
      evaluation: 1,
      call: 2,
      snapshot: 1,
    });
    expect(lines).toHaveLength(
      1 + Object.values(last?.record.counts as Record<string, number>).reduce((a, b) => a + b, 0),
    );
    expect(
      lines.find(({ kind, record }) => kind === 'execution' && record.name === 'helper')?.record,
    ).toMatchObject({
      id: run.id,
      user_id: 'eve',
    });
    expect(JSON.stringify(lines)).not.toContain('olaf');
  });

  test('of somebody who is not known is its last line alone', async () => {
    expect(await exported('nobody')).toEqual([
      { kind: 'end', record: { counts: {}, exported_at: expect.any(String) } },
    ]);
  });

  test('that nobody reads on gives its connection back', async () => {
    for (let at = 0; at < 5; at += 1) {
      const reading = new AbortController();
      const { status } = await fetch(`${hub.url}/api/v1/users/olaf/export`, { signal: reading.signal });
      expect(status).toBe(200);
      reading.abort();
      await eventually(async () => expect((await exported('olaf')).at(-1)?.kind).toBe('end'));
    }
  });
});

describe('an erasure', () => {
  test('leaves nothing of the user in any table, and all of others', async () => {
    await lively('anna', 'mark-of-anna');
    await lively('bert', 'mark-of-bert');
    const labels = { alertname: 'Spending', user: 'anna' };
    const now = new Date().toISOString();
    const alerts = await fetch(`${hub.url}/api/v1/alerts/alertmanager`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        version: '4',
        status: 'firing',
        alerts: [
          {
            status: 'firing',
            labels,
            annotations: {},
            startsAt: now,
            endsAt: '0001-01-01T00:00:00Z',
            fingerprint: 'a1',
          },
        ],
      }),
    });
    expect(alerts.status).toBeLessThan(300);
    const before = await tablesWith('mark-of-bert');
    expect(before).toContain('agent_memory');
    const erasure = await erase('anna');
    expect(erasure.deleted).toMatchObject({
      executions: 2,
      spans: 5,
      events: 4,
      logs: 2,
      evaluations: 1,
      calls: 2,
      snapshots: 1,
      memory: 1,
      alerts: 1,
    });
    expect(await tablesWith('mark-of-anna')).toEqual([]);
    expect(await tablesWith('anna')).toEqual([]);
    expect(await tablesWith('mark-of-bert')).toEqual(before);
    expect((await exported('anna')).map(({ kind }) => kind)).toEqual(['end']);
    expect(erasure.elsewhere.jaeger).toContain('retention');
    expect(erasure.elsewhere.loki).toContain('OBSERVATORY_LOKI_URL');
  });

  test('takes notices of the user with it, and rules that told users apart; alerts told of again stay away', async () => {
    const put = (path: string, body: object) =>
      fetch(hub.url + path, {
        method: path.includes('channels') ? 'PUT' : 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await put('/api/v1/notifications/channels/browsers', { kind: 'web_push' })).status).toBe(200);
    const startsAt = new Date().toISOString();
    const tell = (summary: string) =>
      put('/api/v1/alerts/alertmanager', {
        version: '4',
        status: 'firing',
        alerts: [
          { alertname: 'Loud', user: 'nora' },
          { alertname: 'Budget', budget: 'of-a-user' },
          { alertname: 'Loud', user: 'otto' },
        ].map((labels, at) => ({
          status: 'firing',
          fingerprint: `a1b${at}`,
          labels,
          annotations: { summary },
          startsAt,
          endsAt: '0001-01-01T00:00:00Z',
        })),
      });
    await queryStore(
      hub,
      `INSERT INTO budgets (project, name, limit_usd, period, dimension, value, created_at, updated_at)
       VALUES ('default', 'of-a-user', 1, 'day', 'user', 'nora', now(), now())`,
    );
    await queryStore(
      hub,
      `INSERT INTO alert_rules (project, name, condition, threshold, window_s, enabled, severity, for_s, keep_firing_for_s, filter, group_by,
         min_events, description, created_at, updated_at, updated_by)
       VALUES ('default', 'by-user', 'event_count', 1, 60, false, 'info', 0, 0, '{}', 'user', 1, '', now(), now(), '')`,
    );
    await queryStore(
      hub,
      `INSERT INTO alert_rule_states (project, rule, state, evaluated_at, groups, groups_left_out)
       VALUES ('default', 'by-user', 'ok', now(), '[{"key": "nora", "state": "ok"}, {"key": "otto", "state": "ok"}]', 0)`,
    );
    expect((await tell('first')).status).toBeLessThan(300);
    const notices = () =>
      queryStore<{ labels: object }>(
        hub,
        `SELECT alert->'labels' AS labels FROM notification_deliveries WHERE alert->'annotations'->>'summary' IS NOT NULL`,
      );
    await eventually(async () => expect(await notices()).toHaveLength(3));
    await erase('nora');
    expect(await tablesWith('nora')).toEqual([]);
    expect(await notices()).toEqual([{ labels: { alertname: 'Loud', user: 'otto' } }]);
    expect(await tablesWith('otto')).toContain('alert_rule_states');
    // Alertmanager goes on telling of what fires.
    expect((await tell('again')).status).toBeLessThan(300);
    expect(await tablesWith('nora')).toEqual([]);
    expect(await tablesWith('otto')).toContain('alerts');
  });

  test('takes the user out of rules and silences that name the id', async () => {
    const send = (method: string, path: string, body: object) =>
      fetch(hub.url + path, {
        method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }).then(({ status }) => expect(status).toBeLessThan(300));
    const rule = (name: string, user: string[]) => ({
      name,
      condition: 'event_count',
      threshold: 1,
      window: '5m',
      filter: { user },
    });
    await send('POST', '/api/v1/alerts/rules', rule('alone', ['paula']));
    await send('POST', '/api/v1/alerts/rules', rule('beside', ['paula', 'quirin']));
    for (const value of ['paula', 'quirin'])
      await send('POST', '/api/v1/silences', {
        matchers: [{ name: 'user', value }],
        ends_at: new Date(Date.now() + 3_600_000).toISOString(),
        comment: 'a test',
      });
    await erase('paula');
    expect(await tablesWith('paula')).toEqual([]);
    expect(await tablesWith('quirin')).toEqual(['alert_rules', 'silences']);
  });

  test('is not undone by spans, events and lines of its traces that come late', async () => {
    const run = await lively('carl', 'mark-of-carl');
    await erase('carl');
    await sendSpans(hub, [
      run.span({ attributes: { late: 'mark-of-carl' } }),
      run.chat({ late: 'mark-of-carl' }),
    ]);
    await sendRecords(hub, [
      run.end(),
      { timeMs: run.startMs, body: 'mark-of-carl', traceId: run.traceId },
      { timeMs: run.startMs, body: 'mark-of-carl without a trace', attributes: { userId: 'carl' } },
    ]);
    await folded();
    expect(await tablesWith('mark-of-carl')).toEqual([]);
    expect(await listed(hub, run.id)).toBeUndefined();
  });

  test('is not undone by what another hub stored meanwhile', async () => {
    const run = await lively('dora', 'mark-of-dora');
    await erase('dora');
    // As of a hub that did not know yet: past this one's intake.
    await queryStore(
      hub,
      `INSERT INTO spans (project, start_time, trace_id, span_id, name, kind, status, source_id, operation, attributes)
       VALUES ('default', now(), $1, '\\x0102030405060708', 'mark-of-dora', 1, 0, 1, 'invoke_agent', '{}')`,
      [Buffer.from(run.traceId, 'hex')],
    );
    await queryStore(hub, "INSERT INTO fold_queue (project, trace_id) VALUES ('default', $1)", [
      Buffer.from(run.traceId, 'hex'),
    ]);
    await lively('erik', 'mark-of-erik');
    await eventually(async () => expect(await tablesWith('mark-of-dora')).toEqual([]));
  });

  test('leaves what others did in a trace that they share', async () => {
    const traceId = newTraceId();
    const [mine, theirs, step, own] = [newSpanId(), newSpanId(), newSpanId(), newSpanId()];
    const startMs = Date.now() - 5000;
    const span = (
      spanId: string,
      parentSpanId: string | undefined,
      attributes: PlainSpan['attributes'],
    ): PlainSpan => ({
      traceId,
      spanId,
      ...(parentSpanId && { parentSpanId }),
      name: 'a span',
      startMs,
      endMs: startMs + 1000,
      ...(attributes && { attributes }),
    });
    const agent = (user: string, name: string) => ({
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': name,
      'user.id': user,
    });
    const root = newSpanId();
    await sendSpans(hub, [
      span(root, undefined, { 'http.route': '/shared' }),
      span(mine, root, agent('fred', 'of-fred')),
      span(step, mine, { note: 'mark-of-fred' }),
      span(theirs, mine, agent('gina', 'of-gina')),
      span(own, theirs, { note: 'mark-of-gina' }),
    ]);
    await eventually(async () => expect(await listed(hub, traceId + theirs)).toBeDefined());
    await folded();
    const lines = await exported('fred');
    expect(lines.filter(({ kind }) => kind === 'span')).toHaveLength(2);
    expect(JSON.stringify(lines)).not.toContain('gina');
    const { deleted } = await erase('fred');
    expect(deleted).toMatchObject({ executions: 1, spans: 2 });
    await folded();
    expect(await tablesWith('mark-of-fred')).toEqual([]);
    const kept = await queryStore<{ id: string }>(
      hub,
      "SELECT encode(span_id, 'hex') AS id FROM spans WHERE trace_id = $1",
      [Buffer.from(traceId, 'hex')],
    );
    expect(kept.map(({ id }) => id).sort()).toEqual([root, theirs, own].sort());
    expect(await listed(hub, traceId + theirs)).toMatchObject({ user_id: 'gina' });
    // Late, below what is gone.
    await sendSpans(hub, [span(newSpanId(), step, { note: 'mark-of-fred' })]);
    await folded();
    expect(await tablesWith('mark-of-fred')).toEqual([]);
  });

  test('is taken up by the hub that starts next', async () => {
    await lively('hans', 'mark-of-hans');
    await queryStore(
      hub,
      `INSERT INTO erasures (id, project, user_hash, user_id, state, counts, requested_by, requested_at)
       VALUES ('11111111-1111-4111-8111-111111111111', 'default', '\\x01', 'hans', 'collecting', '{}', 'test', now())`,
    );
    hub = await hub.restart();
    await eventually(async () => {
      const { state } = await get<Erasure>(hub, '/api/v1/erasures/11111111-1111-4111-8111-111111111111');
      expect(state).toBe('done');
    }, 20_000);
    expect(await tablesWith('mark-of-hans')).toEqual([]);
  });

  test('ends without another one that wakes it, though it waits for what other hubs take in meanwhile', async () => {
    expect((await erase('nobody-else')).finished_at).not.toBeNull();
  });

  test('finds users by all names of their ids where content is encrypted', async () => {
    const file = join(hub.dataDir, 'keys');
    writeFileSync(file, `one:${randomBytes(32).toString('base64')}\n`);
    hub = await hub.restart({ OBSERVATORY_ENCRYPTION_KEY_FILE: file });
    const names = ['user.id', 'enduser.id', 'userId', 'user_id', 'langfuse.user.id'];
    const records = (user: string) =>
      names.map((name) => ({
        timeMs: Date.now(),
        body: 'a secret',
        attributes: { [name]: user, other: 'secret' },
      }));
    await sendRecords(hub, [...records('rosa'), ...records('sven')]);
    const run = new AgentRun({ name: 'helper', attributes: { 'langfuse.user.id': 'rosa' } });
    await sendSpans(hub, [run.span(), run.chat({})]);
    await eventually(async () => expect(await listed(hub, run.id)).toBeDefined());
    await folded();
    expect(await tablesWith('secret')).toEqual([]);
    expect((await exported('rosa')).at(-1)?.record.counts).toMatchObject({ log: 5, execution: 1, span: 2 });
    const { deleted } = await erase('rosa');
    expect(deleted).toMatchObject({ logs: 5, executions: 1, spans: 2 });
    expect(await tablesWith('rosa')).toEqual([]);
    expect((await exported('sven')).at(-1)?.record.counts).toEqual({ log: 5 });
  });

  test('needs the id of the user twice, and keeps no id in the list or in the trail', async () => {
    const answer = await fetch(`${hub.url}/api/v1/users/ivan?confirm=iwan`, { method: 'DELETE' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { where: 'query.confirm' } });
    const { erasures } = await get<{ erasures: Erasure[] }>(hub, '/api/v1/erasures?limit=200');
    expect(erasures.length).toBeGreaterThanOrEqual(4);
    expect(JSON.stringify(erasures)).not.toMatch(/anna|carl|ivan/);
    expect((await ask(hub, '/api/v1/erasures/22222222-2222-4222-8222-222222222222')).status).toBe(404);
    const trail = await queryStore(hub, "SELECT * FROM audit_trail AS t WHERE t::text ~ 'anna|carl|ivan'");
    expect(trail).toEqual([]);
  });
});

describe('the retention', () => {
  test('of each kind says its setting, what is held, and when the oldest day goes', async () => {
    const { retention_days, kinds } = await get<{
      retention_days: number;
      kinds: {
        kind: string;
        setting: string;
        kept_hours: number;
        oldest_day: string;
        bytes: number;
        next_drop_at: string;
      }[];
    }>(hub, '/api/v1/retention');
    expect(retention_days).toBe(30);
    const of = new Map(kinds.map((one) => [one.kind, one]));
    expect(of.get('logs')).toMatchObject({ setting: 'OBSERVATORY_LOGS_DAYS', kept_hours: 168 });
    expect(of.get('spans')).toMatchObject({ setting: 'RETENTION_DAYS', kept_hours: 720 });
    expect(of.get('metric_samples')).toMatchObject({
      setting: 'OTEL_METRICS_RETENTION_HOURS',
      kept_hours: 24,
    });
    const logs = of.get('logs');
    expect(logs?.bytes).toBeGreaterThan(0);
    expect(Date.parse(logs?.next_drop_at ?? '')).toBe(Date.parse(logs?.oldest_day ?? '') + 8 * 86_400_000);
  });

  test('takes whole days of each kind by its own setting, and says so in the trail', async () => {
    await awayFromMidnight(5_000);
    for (const days of [3, 10, 40])
      await queryStore(
        hub,
        `SELECT observatory_ensure_days(((now() AT TIME ZONE 'UTC')::date - ${days}), ((now() AT TIME ZONE 'UTC')::date - ${days}))`,
      );
    const oldest = async () => {
      const { kinds } = await get<{ kinds: { kind: string; oldest_day: string }[] }>(
        hub,
        '/api/v1/retention',
      );
      const today = Date.parse(new Date().toISOString().slice(0, 10));
      return Object.fromEntries(
        kinds.map(({ kind, oldest_day }) => [kind, (today - Date.parse(oldest_day)) / 86_400_000]),
      );
    };
    const response = await fetch(`${hub.url}/api/observability/health`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ action: 'run_retention' }),
    });
    expect(await response.json()).toMatchObject({ action: 'run_retention', dropped_days: 1 });
    const drops = await eventually(async () => {
      const rows = await queryStore<{ entry: { target: string; actor: object; detail: { days: number } } }>(
        hub,
        "SELECT entry::jsonb AS entry FROM audit_trail WHERE action = 'retention.drop'",
      );
      expect(rows.length).toBeGreaterThanOrEqual(2);
      return new Map(rows.map(({ entry }) => [entry.target, entry]));
    });
    // Of 10 and 40 days ago; of spans and the rest that of 40 days ago alone.
    expect(drops.get('logs')).toMatchObject({ actor: { kind: 'hub' }, detail: { days: 2 } });
    expect(drops.get('spans')).toMatchObject({ actor: { kind: 'hub' }, detail: { days: 1 } });
    expect(await oldest()).toMatchObject({
      spans: 10,
      logs: 3,
      executions: 10,
      figures: 10,
      metric_samples: 1,
    });
  });

  test('is named by answers that were asked for a time before what is kept', async () => {
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
    const noteOf = async (path: string) => (await get<{ note?: string }>(hub, path)).note;
    const said = (kind: string) => `${kind} are kept for 30 days (RETENTION_DAYS): what was before`;
    const until = (days: number) => `&end_time=${ago(days)}`;
    expect(await noteOf(`/api/v1/events?start_time=${ago(31)}${until(20)}`)).toContain(said('Events'));
    expect(await noteOf(`/api/v1/events?start_time=${ago(29)}${until(20)}`)).toBeUndefined();
    expect(await noteOf('/api/v1/events')).toBeUndefined();
    expect(await noteOf(`/api/v1/executions?from=${ago(31)}`)).toContain(said('Executions'));
    expect(await noteOf(`/api/v1/executions?from=${ago(29)}`)).toBeUndefined();
  });
});
