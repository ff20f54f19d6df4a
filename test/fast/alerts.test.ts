import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ask, get, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { parseExposition } from '../support/exposition.ts';
import { SseClient } from '../support/sse-client.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

let hub: TestHub;
const clients: SseClient[] = [];

beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.remove());
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await queryStore(hub, 'DELETE FROM alerts');
});

interface Told {
  readonly name?: string;
  readonly fingerprint?: string;
  readonly severity?: string;
  readonly agent?: string;
  readonly start?: string;
  readonly end?: string;
}

/** An alert as Alertmanager's webhook words it: it fires unless it has an end. */
function alert({
  name = 'AgentFailing',
  fingerprint = 'a1',
  severity = 'critical',
  agent,
  start,
  end,
}: Told) {
  return {
    status: end === undefined ? 'firing' : 'resolved',
    labels: { alertname: name, severity, ...(agent === undefined ? {} : { agent }) },
    annotations: {
      summary: 'Runs of an agent fail.',
      description: '12 % of the runs failed.',
      runbook_url: `http://localhost:3001/runbooks/${name}`,
    },
    startsAt: start ?? '2026-11-20T10:00:00.123Z',
    endsAt: end ?? '0001-01-01T00:00:00Z',
    generatorURL: 'http://prometheus:9090/graph?g0.expr=vector%281%29&g0.tab=1',
    fingerprint,
  };
}

/** A message of version 4 around alerts, with everything that its documentation lists. */
const message = (...alerts: unknown[]) => ({
  version: '4',
  groupKey: '{}:{alertname="AgentFailing"}',
  truncatedAlerts: 0,
  status: 'firing',
  receiver: 'hub',
  groupLabels: { alertname: 'AgentFailing' },
  commonLabels: { alertname: 'AgentFailing', severity: 'critical' },
  commonAnnotations: {},
  externalURL: 'http://alertmanager:9093',
  alerts,
});

async function post(body: unknown, to: TestHub = hub) {
  const response = await fetch(`${to.url}/api/v1/alerts/alertmanager`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Schemas['AlertsTaken'] };
}
const tell = async (...told: Told[]) => post(message(...told.map(alert)));
const list = (filter = '') => get<Schemas['AlertList']>(hub, `/api/v1/alerts${filter}`);
const names = async (filter: string) => (await list(filter)).alerts.map(({ name }) => name);

describe("Alertmanager's webhook", () => {
  test('brings an alert into the history', async () => {
    expect(await tell({ agent: 'planner' })).toEqual({
      status: 200,
      body: {
        taken: 1,
        left_out: { invalid_record: 0, too_many: 0, truncated: 0 },
        shortened: 0,
        fault: null,
      },
    });
    const { alerts, next_cursor } = await list();
    expect(next_cursor).toBeNull();
    expect(alerts).toEqual([
      {
        id: expect.stringMatching(/^a1-[0-9a-z]+$/),
        fingerprint: 'a1',
        source: 'alertmanager',
        name: 'AgentFailing',
        severity: 'critical',
        status: 'firing',
        state: 'active',
        summary: 'Runs of an agent fail.',
        description: '12 % of the runs failed.',
        labels: { alertname: 'AgentFailing', severity: 'critical', agent: 'planner' },
        annotations: {
          summary: 'Runs of an agent fail.',
          description: '12 % of the runs failed.',
          runbook_url: 'http://localhost:3001/runbooks/AgentFailing',
        },
        starts_at: '2026-11-20T10:00:00.123000Z',
        ends_at: null,
        duration_ms: null,
        received_at: expect.any(String),
        last_notified_at: expect.any(String),
        generator_url: 'http://prometheus:9090/graph?g0.expr=vector%281%29&g0.tab=1',
        runbook: alerts[0]?.runbook,
        condition: null,
        rule: null,
        event: null,
        acknowledged_at: null,
        acknowledged_by: null,
        silenced_until: null,
        silence_id: null,
      },
    ]);
    expect(await get(hub, `/api/v1/alerts/${alerts[0]?.id}`)).toEqual({ ...alerts[0], actions: [] });
  });

  test('may repeat itself, and two may tell the same at once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => tell({}, { fingerprint: 'b2' })));
    const { alerts } = await list();
    expect(alerts.map(({ fingerprint, status }) => [fingerprint, status])).toEqual([
      ['b2', 'firing'],
      ['a1', 'firing'],
    ]);
  });

  test('resolves what fired, and a late repeat does not bring it back', async () => {
    await tell({});
    await tell({ end: '2026-11-20T10:05:00.123Z' });
    await tell({});
    expect((await list()).alerts).toMatchObject([
      { status: 'resolved', ends_at: '2026-11-20T10:05:00.123000Z', duration_ms: 300_000 },
    ]);
  });

  test('is told what was left out', async () => {
    const { status, body } = await post(message(alert({}), { ...alert({}), status: 'pending' }));
    expect([status, body]).toEqual([
      200,
      {
        taken: 1,
        left_out: { invalid_record: 1, too_many: 0, truncated: 0 },
        shortened: 0,
        fault: 'body.alerts[1].status: expected firing or resolved, got "pending"',
      },
    ]);
  });

  test.each([
    ['no JSON', '{"version": "4", ', 400, 'OBS_BAD_REQUEST'],
    ['nothing', '', 400, 'OBS_BAD_REQUEST'],
    ['a list', [], 400, 'OBS_BAD_REQUEST'],
    ['another version', { version: '3', alerts: [] }, 400, 'OBS_BAD_REQUEST'],
    ['no valid alert', { version: '4', alerts: [{}] }, 400, 'OBS_BAD_REQUEST'],
    ['too much', { version: '4', x: 'x'.repeat(5_000_000) }, 413, 'OBS_BODY_TOO_LARGE'],
  ])('with %s is refused', async (_what, body, status, code) => {
    expect(await post(body)).toMatchObject({ status, body: { error: { code } } });
    expect((await list()).alerts).toEqual([]);
  });

  test('with text of any kind does no harm', async () => {
    const labels = '{"alertname": "<script>\\u0000\\ud800\'; DROP TABLE alerts; --"}';
    const body = JSON.stringify(message(alert({}))).replace(/"labels":\{[^}]*\}/, `"labels":${labels}`);
    expect((await post(body)).status).toBe(200);
    expect(await names('')).toEqual(["<script>\ufffd\ufffd'; DROP TABLE alerts; --"]);
  });

  test('makes no event that the rate of errors among the events of agents would count', async () => {
    await tell({ fingerprint: 'quiet' });
    const counted = parseExposition(String((await ask(hub, '/metrics')).body)).filter(
      ({ name, value }) => name === 'observatory_events_total' && value > 0,
    );
    expect(counted).toEqual([]);
  });

  test('is counted, by status', async () => {
    const counts = async () =>
      Object.fromEntries(
        parseExposition(String((await ask(hub, '/metrics')).body))
          .filter(({ name }) => name === 'observatory_alerts_received_total')
          .map(({ labels, value }) => [labels.status, value]),
      );
    const before = await counts();
    await post({
      ...message(alert({}), alert({ fingerprint: 'b2', end: '2026-11-20T10:05:00Z' })),
      truncatedAlerts: 3,
    });
    const now = await counts();
    const grown = ['firing', 'resolved', 'left_out'].map(
      (status) => (now[status] ?? 0) - (before[status] ?? 0),
    );
    expect(grown).toEqual([1, 1, 3]);
  });
});

describe('two hubs on one database', () => {
  test('have one row and one event of what both are told at once', async () => {
    const host = encodeURIComponent(join(hub.dataDir, 'socket'));
    const other = await startTestHub({ DATABASE_URL: `postgres://observatory@/observatory?host=${host}` });
    try {
      const told = { fingerprint: 'twice', agent: 'writer' };
      await Promise.all([hub, other, hub, other, hub, other].map((to) => post(message(alert(told)), to)));
      expect((await list()).alerts).toHaveLength(1);
      const events = await queryStore(
        hub,
        "SELECT message FROM observability_events WHERE type = 'alert' AND attributes ->> 'alert.id' LIKE 'twice-%'",
      );
      expect(events).toEqual([{ message: 'AgentFailing fires: Runs of an agent fail.' }]);
    } finally {
      await other.remove();
    }
  });
});

describe('the stream of events', () => {
  test('shows when an alert begins and when it is resolved, once each', async () => {
    const client = await SseClient.open(`${hub.url}/api/observability/events/stream?types=alert`);
    clients.push(client);
    await tell({ agent: 'planner' });
    await tell({ agent: 'planner' });
    await tell({ agent: 'planner', end: '2026-11-20T10:05:00.123Z' });
    // What another hub stored right before is shown too.
    const shown = () =>
      client.messages
        .map(({ data }) => data as { agentType?: string })
        .filter(({ agentType }) => agentType === 'planner');
    await eventually(() => expect(shown()).toHaveLength(2));
    const [id] = (await list()).alerts.map((one) => one.id);
    expect(shown()).toMatchObject([
      {
        type: 'alert',
        severity: 'error',
        message: 'AgentFailing fires: Runs of an agent fail.',
        service: 'alertmanager',
        agentType: 'planner',
        data: { 'alert.id': id, 'alert.name': 'AgentFailing', 'alert.status': 'firing' },
      },
      {
        type: 'alert',
        severity: 'info',
        message: 'AgentFailing is resolved: Runs of an agent fail.',
        data: { 'alert.id': id, 'alert.status': 'resolved' },
      },
    ]);
  });
});

describe('the list of alerts', () => {
  const day = (hour: number) => `2026-11-20T${String(hour).padStart(2, '0')}:00:00Z`;
  const fill = () =>
    tell(
      { name: 'One', fingerprint: 'f1', severity: 'critical', agent: 'planner', start: day(1), end: day(2) },
      { name: 'Two', fingerprint: 'f2', severity: 'warning', agent: 'writer', start: day(3) },
      { name: 'Three', fingerprint: 'f3', severity: 'info', start: day(5), end: day(6) },
    );

  test.each([
    ['', ['Three', 'Two', 'One']],
    ['?status=firing', ['Two']],
    ['?status=resolved,firing', ['Three', 'Two', 'One']],
    ['?severity=critical,info', ['Three', 'One']],
    ['?name=One', ['One']],
    ['?agent=writer', ['Two']],
    [`?from=${day(4)}`, ['Three', 'Two']],
    [`?to=${day(4)}`, ['Two', 'One']],
    [`?from=${day(2)}&to=${day(3)}`, ['One']],
    ['?q=WRIT', ['Two']],
    ['?q=12 %25 of', ['Three', 'Two', 'One']],
    ['?q=t_o', []],
  ])('%s', async (filter, expected) => {
    await fill();
    expect(await names(filter)).toEqual(expected);
  });

  test('comes in pages without gaps or doubles, also where several began at once', async () => {
    await tell(...Array.from({ length: 7 }, (_, at) => ({ name: `A${at}`, fingerprint: `f${at}` })));
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Schemas['AlertList'] = await list(`?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.alerts.map(({ name }) => name));
      cursor = page.next_cursor;
    }
    expect(seen).toEqual(['A6', 'A5', 'A4', 'A3', 'A2', 'A1', 'A0']);
  });

  test.each([
    '?status=pending',
    '?from=yesterday',
    '?from=2026-12-31T23:59:60Z',
    '?from=0000-01-01T00:00:00Z',
    '?limit=0',
    '?cursor=x',
    '?nme=One',
  ])('refuses %s', async (filter) => {
    const { status, body } = await ask(hub, `/api/v1/alerts${filter}`);
    expect([status, body]).toMatchObject([400, { error: { code: 'OBS_BAD_REQUEST' } }]);
  });

  test.each(['none', 'a1-', 'a1-zzzzzzzzzzz', 'f9-abc', "a1-'"])('has no alert %s', async (id) => {
    const { status, body } = await ask(hub, `/api/v1/alerts/${encodeURIComponent(id)}`);
    expect([status, body]).toMatchObject([404, { error: { code: 'OBS_ALERT_NOT_FOUND' } }]);
  });

  test('has what fires however long ago it began, and loses what nobody speaks of any more', async () => {
    await tell({ fingerprint: 'old', start: '2026-01-01T00:00:00Z' }, { fingerprint: 'gone' });
    await queryStore(
      hub,
      "UPDATE alerts SET last_notified_at = now() - interval '31 days' WHERE fingerprint = 'gone'",
    );
    await queryStore(hub, "SELECT observatory_drop_days_before((now() AT TIME ZONE 'UTC')::date - 30)");
    expect((await list()).alerts.map(({ fingerprint }) => fingerprint)).toEqual(['old']);
  });
});
