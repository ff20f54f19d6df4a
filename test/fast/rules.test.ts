import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, get, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { parseExposition } from '../support/exposition.ts';
import { SseClient } from '../support/sse-client.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** Rules as users meet them: over the API, with real events, and what becomes of their alerts. */

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub({}, undefined, { rulesEveryMs: 200 });
});
afterAll(() => hub.remove());

async function send(method: string, path: string, body?: unknown) {
  const response = await fetch(`${hub.url}${path}`, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  const text = await response.text();
  const answer = text === '' ? null : JSON.parse(text);
  return { status: response.status, body: answer?.error ?? answer };
}

/** Events of an agent, now. */
async function happen(agent: string, count: number, severity = 'info') {
  await queryStore(
    hub,
    `INSERT INTO observability_events (project, time, id, cursor, type, severity, message, source_id, attributes)
     SELECT 'default', now(), 'test ' || gen_random_uuid(), nextval('event_cursor'), 'log', $2, '', 1,
            jsonb_build_object('gen_ai.agent.name', $1::text) FROM generate_series(1, $3::int)`,
    [agent, severity, count],
  );
}
const alertsOf = async (name: string, filter = '') =>
  (await get<Schemas['AlertList']>(hub, `/api/v1/alerts?name=${encodeURIComponent(name)}${filter}`)).alerts;
const firing = (name: string) =>
  eventually(async () => {
    const [alert] = await alertsOf(name, '&status=firing');
    if (alert === undefined) throw new Error(`${name} does not fire yet`);
    return alert;
  });

describe('a rule', () => {
  test('is made as the document of EN1 writes it, listed, changed and deleted', async () => {
    const made = await send('POST', '/alerts/rules', {
      name: 'custom_rule',
      condition: 'event_count',
      threshold: 500,
      window: '5m',
      enabled: true,
    });
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'custom_rule', threshold: 500, window: '5m', for: '0s', min_events: 1, origin: 'user' },
    });
    expect((await send('POST', '/api/v1/alerts/rules', { ...made.body, name: 'x' })).status).toBe(400);
    expect(
      await send('POST', '/alerts/rules', { name: 'custom_rule', condition: 'cost', threshold: 1 }),
    ).toMatchObject({ status: 409, body: { code: 'OBS_RULE_EXISTS' } });
    expect(
      await send('PATCH', '/api/v1/alerts/rules/custom_rule', { threshold: 600, window: '1h' }),
    ).toMatchObject({ status: 200, body: { threshold: 600, window: '1h', condition: 'event_count' } });
    expect(
      await send('PUT', '/api/v1/alerts/rules/custom_rule', { condition: 'cost', threshold: 2 }),
    ).toMatchObject({ status: 200, body: { threshold: 2, window: '5m', condition: 'cost' } });
    expect(
      await send('PATCH', '/api/v1/alerts/rules/custom_rule', { metric: null, runbook_url: null }),
    ).toMatchObject({ status: 200, body: { metric: null, runbook_url: null } });
    expect((await send('DELETE', '/alerts/rules/custom_rule')).status).toBe(204);
    expect(await send('GET', '/api/v1/alerts/rules/custom_rule')).toMatchObject({
      status: 404,
      body: { code: 'OBS_RULE_NOT_FOUND' },
    });
  });

  test('that every project has can be changed and disabled, and deleting it brings it back as it was', async () => {
    const { body } = await send('GET', '/api/v1/alerts/rules');
    expect(
      body.rules.map(({ name, condition, threshold }: Record<string, unknown>) => [
        name,
        condition,
        threshold,
      ]),
    ).toEqual([
      ['high_error_rate', 'error_rate', 0.1],
      ['high_event_rate', 'event_rate', 100],
      ['slow_response', 'response_time', 5000],
      ['stuck_executions', 'stuck', 0],
      ['abandoned_executions', 'abandoned', 0],
      ['unpriced_models', 'unpriced', 0],
      ['budget_spent', 'budget', 1],
      ['database_nearly_full', 'database', 0.9],
    ]);
    expect(
      await send('PATCH', '/api/v1/alerts/rules/high_error_rate', { enabled: false, threshold: 0.5 }),
    ).toMatchObject({
      status: 200,
      body: { enabled: false, threshold: 0.5, changed: true, origin: 'default', state: null },
    });
    expect((await send('DELETE', '/api/v1/alerts/rules/high_error_rate')).status).toBe(204);
    expect(await send('GET', '/api/v1/alerts/rules/high_error_rate')).toMatchObject({
      body: { enabled: true, threshold: 0.1, changed: false },
    });
  });

  test.each([
    [{ condition: 'error_rate', threshold: 10 }, 'body.threshold'],
    [{ condition: 'error_rate', threshold: 0.1, window: '30s' }, 'body.window'],
    [{ condition: 'error_rate', threshold: 0.1, window: '31d' }, 'body.window'],
    [{ condition: 'error_rate', threshold: 0.1, for: 'soon' }, 'body.for'],
    [{ condition: 'cost', threshold: 1, filter: { tag: { a: 'b' } } }, 'body.filter.tag'],
    [{ condition: 'response_time', threshold: 1, group_by: 'model' }, 'body.group_by'],
    [{ condition: 'cost', threshold: 1, statistic: 'p95' }, 'body.statistic'],
    [{ condition: 'cost', threshold: 1, runbook_url: 'javascript:alert(1)' }, 'body.runbook_url'],
    [{ condition: 'cost', threshold: 1, filter: { agent: [] } }, 'body.filter.agent'],
    [{ condition: 'stuck', threshold: 1 }, 'body.condition'],
    [{ condition: 'cost', threshold: -1 }, 'body.threshold'],
    [{ condition: 'cost', threshold: 1, name: 'two\r\nlines' }, 'body.name'],
  ])('that makes no sense is refused: %j', async (body, where) => {
    const answer = await send('POST', '/api/v1/alerts/rules', { name: 'bad', ...body });
    expect(answer).toMatchObject({ status: 400, body: { code: 'OBS_BAD_REQUEST', where } });
  });

  test('with a name and a filter that are markup, or SQL, is data', async () => {
    const name = `<img src=x onerror=alert(1)>'; DROP TABLE alerts; --`;
    const agent = `"><script>alert(1)</script>`;
    await send('POST', '/api/v1/alerts/rules', {
      name,
      condition: 'event_count',
      threshold: 0,
      filter: { agent },
      group_by: 'agent',
    });
    await happen(agent, 1);
    expect(await firing(name)).toMatchObject({ name, labels: { alertname: name, agent } });
    expect((await send('DELETE', `/api/v1/alerts/rules/${encodeURIComponent(name)}`)).status).toBe(204);
    await eventually(async () => expect(await alertsOf(name, '&status=firing')).toEqual([]));
  });

  test('is previewed on what is stored', async () => {
    await happen('previewed', 3);
    const { status, body } = await send('POST', '/api/v1/alerts/rules/preview', {
      condition: 'event_count',
      threshold: 2,
      window: '1m',
      filter: { agent: 'previewed' },
      from: new Date(Date.now() - 3600_000).toISOString(),
      to: new Date(Date.now() + 60_000).toISOString(),
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ step_seconds: 15, groups: 1, groups_left_out: 0 });
    expect(body.points.length).toBeLessThanOrEqual(300);
    expect(
      await send('POST', '/api/v1/alerts/rules/preview', {
        condition: 'cost',
        threshold: 2,
        from: '2026-01-01T00:00:00Z',
      }),
    ).toMatchObject({ status: 400, body: { where: 'body.from' } });
  });
});

describe('an alert', () => {
  test('is active, acknowledged, silenced and resolved, and keeps who did what', async () => {
    const stream = await SseClient.open(`${hub.url}/api/observability/events/stream?types=alert`);
    await send('POST', '/api/v1/alerts/rules', {
      name: 'life',
      condition: 'error_rate',
      threshold: 0.5,
      severity: 'critical',
      group_by: 'agent',
      filter: { agent: 'liver' },
      runbook_url: 'https://wiki.example/life',
      description: 'Look at its tools first.',
    });
    await happen('liver', 1);
    await happen('liver', 3, 'error');
    const alert = await firing('life');
    expect(alert).toMatchObject({
      source: 'hub',
      status: 'firing',
      state: 'active',
      severity: 'critical',
      summary: '75 % of 4 events of agent liver in the last 5m are errors; the limit is 50 %.',
      description: 'Look at its tools first.',
      labels: { alertname: 'life', severity: 'critical', project: 'default', agent: 'liver' },
      condition: 'error_rate',
      rule: { threshold: 0.5, window: '5m', value: 0.75 },
      event: { app: 'liver', event_type: 'log' },
    });
    const path = `/api/v1/alerts/${alert.id}`;
    expect(await send('POST', `${path}/acknowledge`, { comment: 'mine' })).toMatchObject({
      status: 200,
      body: { state: 'acknowledged', status: 'firing', acknowledged_by: expect.any(String) },
    });
    expect((await alertsOf('life', '&status=acknowledged')).map(({ id }) => id)).toEqual([alert.id]);
    expect((await alertsOf('life', '&status=active')).length).toBe(0);
    expect(await send('DELETE', `${path}/acknowledge`)).toMatchObject({ body: { state: 'active' } });

    const silence = await send('POST', '/api/v1/silences', {
      matchers: [{ name: 'alertname', value: 'li.*', is_regex: true }],
      ends_at: new Date(Date.now() + 3600_000).toISOString(),
      comment: 'release',
    });
    expect(silence).toMatchObject({ status: 201, body: { status: 'active', comment: 'release' } });
    expect(await send('GET', path)).toMatchObject({
      body: { state: 'silenced', silence_id: silence.body.id },
    });
    expect((await alertsOf('life', '&status=silenced')).length).toBe(1);
    expect((await send('DELETE', `/api/v1/silences/${silence.body.id}`)).status).toBe(204);
    expect((await send('DELETE', `/api/v1/silences/${silence.body.id}`)).status).toBe(404);
    expect((await send('GET', '/api/v1/silences')).body.silences).toMatchObject([{ status: 'expired' }]);

    const resolved = await send('POST', `${path}/resolve`);
    expect(resolved).toMatchObject({ status: 200, body: { state: 'resolved', status: 'resolved' } });
    expect(resolved.body.actions.map(({ action }: { action: string }) => action)).toEqual([
      'acknowledge',
      'unacknowledge',
      'silence',
      'unsilence',
      'resolve',
    ]);
    expect(await send('POST', `${path}/acknowledge`)).toMatchObject({
      status: 409,
      body: { code: 'OBS_ALERT_RESOLVED' },
    });
    // It still holds.
    expect((await firing('life')).id).not.toBe(alert.id);
    await eventually(() => {
      const told = stream.messages.map(({ data }) => (data as { message: string }).message.split(':')[0]);
      expect(told.filter((text) => text?.startsWith('life '))).toEqual([
        'life fires',
        'life is acknowledged',
        'life is acknowledged no longer',
        'life is silenced',
        'life is silenced no longer',
        'life is resolved by hand',
        'life fires',
      ]);
    });
    stream.close();
  });

  test('that begins under a silence is silenced from the start', async () => {
    await send('POST', '/api/v1/silences', {
      matchers: [{ name: 'alertname', value: 'quiet' }],
      ends_at: new Date(Date.now() + 3600_000).toISOString(),
    });
    await send('POST', '/api/v1/alerts/rules', {
      name: 'quiet',
      condition: 'event_count',
      threshold: 0,
      filter: { agent: 'mouse' },
    });
    await happen('mouse', 1);
    expect(await firing('quiet')).toMatchObject({ state: 'silenced', status: 'firing' });
  });

  test.each([
    [{ matchers: [], ends_at: '2199-01-01T00:00:00Z' }, 'body.matchers'],
    [{ matchers: [{ name: 'a', value: '(', is_regex: true }] }, 'body.matchers.0.value'],
    [{ matchers: [{ name: 'a', value: '.*', is_regex: true }] }, 'body.matchers'],
    [{ matchers: [{ name: 'a', value: 'b' }], ends_at: '2199-01-01T00:00:00Z' }, 'body.ends_at'],
    [{ matchers: [{ name: 'a', value: 'b' }], ends_at: '2020-01-01T00:00:00Z' }, 'body.ends_at'],
  ])('is not silenced by what is no silence: %j', async (body, where) => {
    const ends = new Date(Date.now() + 3600_000).toISOString();
    expect(await send('POST', '/api/v1/silences', { ends_at: ends, ...body })).toMatchObject({
      status: 400,
      body: { where },
    });
  });
});

test('a second hub on the same database evaluates nothing, and tells of nothing twice', async () => {
  const { dataDir } = hub;
  const url = `postgres://observatory@/observatory?host=${encodeURIComponent(`${dataDir}/socket`)}`;
  const second = await startTestHub({ DATABASE_URL: url }, undefined, { rulesEveryMs: 200 });
  try {
    await send('POST', '/api/v1/alerts/rules', {
      name: 'once',
      condition: 'event_count',
      threshold: 0,
      filter: { agent: 'single' },
    });
    await happen('single', 1);
    await firing('once');
    const evaluates = async (of: TestHub) =>
      parseExposition(String((await ask(of, '/metrics')).body)).some(
        ({ name }) => name === 'observatory_rules',
      );
    expect([await evaluates(hub), await evaluates(second)]).toEqual([true, false]);
    expect(await alertsOf('once')).toHaveLength(1);
    const [{ count } = { count: 0 }] = (await queryStore(
      hub,
      "SELECT count(*)::int AS count FROM observability_events WHERE type = 'alert' AND message LIKE 'once fires%'",
    )) as { count: number }[];
    expect(count).toBe(1);
  } finally {
    await second.remove();
  }
});
