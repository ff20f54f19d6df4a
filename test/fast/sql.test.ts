import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { eventually } from '../support/eventually.ts';
import { sendRecords, sendSpans } from '../support/send.ts';
import { newProject, SqlClient } from '../support/sql-client.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** EN7: SQL of the hub's users, by what was sent; the expected rows are worked out by hand. */
const KEY = 'key-of-the-administrator';
let hub: TestHub;
let sql: SqlClient;
let other: SqlClient;

const now = Date.now();
const traceId = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
const planner = new AgentRun({
  name: 'planner',
  traceId,
  startMs: now - 60_000,
  attributes: { 'session.id': 'session-1' },
});
const billing = new AgentRun({ name: 'billing', startMs: now - 30_000, endMs: null });
const old = new AgentRun({ name: 'planner', startMs: now - 3 * 3_600_000 });

beforeAll(async () => {
  hub = await startTestHub({ OBSERVATORY_API_KEY: KEY, MAX_EVENTS_PER_QUERY: '50' });
  sql = new SqlClient(hub.url, KEY);
  other = new SqlClient(hub.url, await newProject(hub, KEY, 'other'));
  await sendSpans(hub, [planner.span()], 'shop');
  await sendRecords(hub, [
    planner.start(),
    planner.event('step_start', {
      severity: 13,
      attributes: { 'team.name': 'blue', 'gen_ai.request.model': 'gpt' },
    }),
    planner.end(),
    billing.start(),
    billing.event('log', { severity: 17 }),
    old.start(),
  ]);
  await queryStore(
    hub,
    `INSERT INTO observability_events (project, time, id, cursor, type, severity, message, source_id, attributes)
     VALUES ('other', now(), 'one', 1, 'log', 'info', 'of another project', 1, '{"gen_ai.agent.name": "secret"}')`,
  );
  await queryStore(
    hub,
    `INSERT INTO alerts (project, fingerprint, starts_at, source, name, severity, status, labels, annotations, received_at,
                         last_notified_at, condition, event_id, acknowledged_at, acknowledged_by)
     VALUES ('default', 'ab', now(), 'hub', 'high_error_rate', 'critical', 'firing', '{}', '{}', now(), now(), 'error_rate', 7, null, null),
            ('default', 'cd', now(), 'alertmanager', 'disk', 'warning', 'firing', '{}', '{}', now(), now(), null, null, now(), 'me'),
            ('other', 'ef', now(), 'hub', 'not yours', 'warning', 'firing', '{}', '{}', now(), now(), 'cost', 1, null, null)`,
  );
  await eventually(async () => expect(await sql.rows('SELECT count(*) FROM traces')).toEqual([[3]]));
});
afterAll(async () => {
  sql.close();
  other.close();
  await hub.remove();
});

test("the document's example runs to the letter", async () => {
  const client = await sql.socket();
  client.send(
    JSON.stringify({
      type: 'query',
      sql: "SELECT app, COUNT(*) as events FROM events WHERE timestamp > datetime('now', '-1 hour') GROUP BY app",
      queryId: 'my-query-1',
    }),
  );
  const { rows, ...frame } = await sql.ended('my-query-1');
  expect(frame).toMatchObject({
    type: 'query_result',
    queryId: 'my-query-1',
    columns: [
      { name: 'app', type: 'text' },
      { name: 'events', type: 'bigint' },
    ],
    truncated: false,
  });
  // The hub's own events, of the fleet's health, come when they come.
  expect(rows.filter(([app]) => app === 'billing' || app === 'planner').sort()).toEqual([
    ['billing', 2],
    ['planner', 3],
  ]);
});

describe('the views', () => {
  test.each([
    [
      'events',
      'id bigint, timestamp timestamptz, app text, session_id text, event_type text, summary text, payload text, trace_id text, span_id text, parent_span_id text, severity integer, tags text',
    ],
    [
      'alerts',
      'id bigint, rule_name text, condition_type text, triggered_at timestamptz, status text, event_id bigint',
    ],
    [
      'traces',
      'id bigint, trace_id text, operation_name text, start_time timestamptz, end_time timestamptz, duration bigint, status text, service_name text',
    ],
  ])("%s has the document's columns", async (view, columns) => {
    const frame = await sql.query(`SELECT * FROM ${view} LIMIT 0`);
    expect(frame.columns.map(({ name, type }) => `${name} ${type}`).join(', ')).toBe(columns);
  });

  test('events has a row an event', async () => {
    expect(
      await sql.rows(
        `SELECT app, session_id, event_type, summary, trace_id, span_id, severity, tags FROM events
         WHERE event_type = 'step_start'`,
      ),
    ).toEqual([
      [
        'planner',
        'session-1',
        'step_start',
        'planner step_start',
        traceId,
        planner.spanId,
        2,
        '{"team.name": "blue"}',
      ],
    ]);
    expect(
      await sql.rows(
        "SELECT json_extract(payload, '$.team.name'), payload::jsonb ->> 'team.name' FROM events WHERE severity = 2",
      ),
    ).toEqual([[null, 'blue']]);
    expect(
      await sql.rows(
        'SELECT severity, count(*) FROM events WHERE trace_id IS NOT NULL GROUP BY 1 ORDER BY 1',
      ),
    ).toEqual([
      [1, 4],
      [2, 1],
      [3, 1],
    ]);
  });

  test('alerts has a row an alert, as active, acknowledged, silenced or resolved', async () => {
    expect(
      await sql.rows('SELECT rule_name, condition_type, status, event_id FROM alerts ORDER BY rule_name'),
    ).toEqual([
      ['disk', 'alertmanager', 'acknowledged', null],
      ['high_error_rate', 'error_rate', 'active', 7],
    ]);
  });

  test('traces has a row a trace, whose duration is null while it runs', async () => {
    expect(
      await sql.rows(
        "SELECT operation_name, start_time, end_time, duration, status, service_name FROM traces WHERE start_time > datetime('now', '-1 hour') ORDER BY start_time",
      ),
    ).toEqual([
      [
        'planner',
        new Date(now - 60_000).toISOString().replace('Z', '000Z'),
        new Date(now - 58_000).toISOString().replace('Z', '000Z'),
        2000,
        'completed',
        'shop',
      ],
      ['billing', new Date(now - 30_000).toISOString().replace('Z', '000Z'), null, null, 'active', 'shop'],
    ]);
  });

  test('executions, calls and evaluations are those of the project', async () => {
    expect(await sql.rows(`SELECT name, status FROM executions WHERE trace_id = '${traceId}'`)).toEqual([
      ['planner', 'completed'],
    ]);
    expect(await sql.rows('SELECT (SELECT count(*) FROM calls), (SELECT count(*) FROM evaluations)')).toEqual(
      [[0, 0]],
    );
  });

  test('of another project hold its own rows alone', async () => {
    expect(await other.rows("SELECT app, summary FROM events WHERE event_type = 'log'")).toEqual([
      ['secret', 'of another project'],
    ]);
    expect(await other.rows('SELECT rule_name FROM alerts')).toEqual([['not yours']]);
    expect(await other.rows('SELECT count(*) FROM traces')).toEqual([[0]]);
    expect(await sql.rows("SELECT count(*) FROM events WHERE app = 'secret'")).toEqual([[0]]);
  });
});

describe('times', () => {
  test.each([
    ["'2025-01-14'", 6],
    ["'2025-01-14T20:30:00Z'", 6],
    ["datetime('now', '-2 minutes')", 5],
    ["date('now', '-1 day')", 6],
    ["now() - interval '2 hours'", 5],
    ["datetime('now', '+1 day')", 0],
  ])('after %s come %i events', async (time, count) => {
    expect(
      await sql.rows(`SELECT count(*) FROM events WHERE trace_id IS NOT NULL AND timestamp > ${time}`),
    ).toEqual([[count]]);
    expect(
      await sql.rows(`SELECT count(*) FROM events WHERE trace_id IS NOT NULL AND ${time} < timestamp`),
    ).toEqual([[count]]);
  });

  test('localtime is refused with a reason', async () => {
    expect(await sql.query("SELECT datetime('now', 'localtime')")).toMatchObject({
      type: 'query_error',
      code: 'OBS_SQL_FAILED',
      message: expect.stringContaining('times are in UTC here'),
    });
  });

  test.each([
    ["datetime(1700000000, 'unixepoch')", '2023-11-14 22:13:20'],
    ["date('2024-01-31', '+1 month')", '2024-03-02'],
    ["date('2024-01-31', '+1 month', 'floor')", '2024-02-29'],
    ["strftime('%Y-%m-%dT%H:%M:%fZ', '2025-01-14 20:30:00.5')", '2025-01-14T20:30:00.500Z'],
    ["strftime('%s', '2025-01-14 20:30:00')", '1736886600'],
    ["datetime('2025-01-15 12:34:56', 'start of month', '-1 day')", '2024-12-31 00:00:00'],
    ["date('2025-01-15', 'weekday 1')", '2025-01-20'],
    ["julianday('2000-01-01 12:00')", 2451545],
    ["unixepoch('1970-01-02')", 86400],
    ["datetime('2025-13-01')", null],
    ["date(timestamptz '2025-06-07 08:09:10Z')", '2025-06-07'],
    ["ifnull(NULL, 'x') || iif(1 < 2, 'a', 'b')", 'xa'],
    ["instr('observatory', 'serv')", 3],
  ])('SELECT %s', async (expression, expected) => {
    expect(await sql.rows(`SELECT ${expression}`)).toEqual([[expected]]);
  });

  test('give what SQLite gives, whatever the time and the modifiers', async () => {
    const lite = new DatabaseSync(':memory:');
    const two = (n: number) => String(n).padStart(2, '0');
    const time = fc
      .record({
        year: fc.integer({ min: 1600, max: 2400 }),
        month: fc.integer({ min: 1, max: 12 }),
        day: fc.integer({ min: 1, max: 28 }),
        hour: fc.nat(23),
        minute: fc.nat(59),
        second: fc.nat(59),
        ms: fc.nat(999),
        form: fc.nat(3),
      })
      .map(({ year, month, day, hour, minute, second, ms, form }) => {
        const date = `${year}-${two(month)}-${two(day)}`;
        return (
          [
            date,
            `${date} ${two(hour)}:${two(minute)}`,
            `${date}T${two(hour)}:${two(minute)}:${two(second)}Z`,
            `${date} ${two(hour)}:${two(minute)}:${two(second)}.${String(ms).padStart(3, '0')}+02:30`,
          ][form] ?? date
        );
      });
    const signed = (max: number) => fc.integer({ min: -max, max }).map((n) => (n < 0 ? String(n) : `+${n}`));
    const modifier = fc.oneof(
      fc.constantFrom(
        'start of day',
        'start of month',
        'start of year',
        'weekday 0',
        'weekday 5',
        'subsec',
        'floor',
        'ceiling',
        'bogus',
        'unixepoch',
        'auto',
      ),
      fc
        .tuple(signed(500), fc.constantFrom('second', 'minutes', 'hours', 'day', 'months', 'years'))
        .map((parts) => parts.join(' ')),
      fc
        .tuple(fc.constantFrom('+', '-'), fc.nat(23), fc.nat(59))
        .map(([sign, h, m]) => `${sign}${two(h)}:${two(m)}`),
      fc
        .tuple(fc.constantFrom('+', '-'), fc.nat(9), fc.nat(11), fc.nat(30))
        .map(([sign, y, m, d]) => `${sign}000${y}-${two(m)}-${two(d)}`),
    );
    const call = fc
      .tuple(time, fc.array(modifier, { maxLength: 3 }))
      .map(([at, modifiers]) => [at, ...modifiers].map((one) => `'${one}'`).join(', '));
    const format = '%Y-%m-%d %H:%M:%f %j %s %w %W %U %u %V %G %g %e %k %I %l %p %P %R %T %F %%';
    const functions = [
      (of: string) => `datetime(${of})`,
      (of: string) => `date(${of})`,
      (of: string) => `unixepoch(${of})`,
      (of: string) => `strftime('${format}', ${of})`,
    ];
    const round = (value: unknown) => (typeof value === 'number' ? Math.round(value * 1000) / 1000 : value);
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 40, maxLength: 40 }), async (calls) => {
        const statement = `SELECT ${calls
          .flatMap((of) => functions.map((one) => one(of)))
          .map((text, at) => `${text} AS c${at}`)
          .join(', ')}`;
        const [mine] = await sql.rows(statement);
        expect(mine?.map(round)).toEqual(Object.values(lite.prepare(statement).get() ?? {}).map(round));
      }),
      { numRuns: 25 },
    );
  });
});

describe('POST /api/v1/sql', () => {
  test('answers with columns, rows and how long it took', async () => {
    const { status, body } = await sql.post({
      sql: 'SELECT 1 AS one, 2.5 AS two, true AS three, NULL AS four',
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      columns: [
        { name: 'one', type: 'integer' },
        { name: 'two', type: 'numeric' },
        { name: 'three', type: 'boolean' },
        { name: 'four', type: 'text' },
      ],
      rows: [[1, 2.5, true, null]],
      truncated: false,
      elapsed_ms: expect.any(Number),
      views: [],
    });
  });

  test('answers with CSV and with lines of JSON', async () => {
    const statement = `SELECT * FROM (VALUES (1, 'a,"b"'), (2, NULL), (3, '')) AS t (n, "the text")`;
    const csv = await sql.post({ sql: statement, format: 'csv', max_rows: 2 });
    expect(csv.text).toBe('n,the text\r\n1,"a,""b"""\r\n2,\r\n');
    expect(csv.headers.get('observatory-truncated')).toBe('true');
    const lines = await sql.post({ sql: statement, format: 'ndjson' });
    expect(lines.text).toBe(
      '{"n":1,"the text":"a,\\"b\\""}\n{"n":2,"the text":null}\n{"n":3,"the text":""}\n',
    );
  });

  test.each([
    ['a column that is not there', 'SELECT nothing FROM events', 422, 'OBS_SQL_FAILED', 'sql:8'],
    [
      'a value that cannot be read, after a date',
      "SELECT date('now'), 'x'::int",
      422,
      'OBS_SQL_FAILED',
      'sql:21',
    ],
    ['no SQL', 'SELEC 1', 400, 'OBS_SQL_REFUSED', 'sql:1'],
    ['a table that is not there', 'SELECT * FROM spans', 400, 'OBS_SQL_REFUSED', 'sql:15'],
    ['nothing', ' ', 400, 'OBS_SQL_REFUSED', 'sql'],
  ])('says of %s where it is', async (_what, statement, status, code, where) => {
    const answer = await sql.post({ sql: statement });
    expect(answer).toMatchObject({ status, body: { error: { code, where } } });
  });

  test('numbers that JSON cannot hold are texts', async () => {
    expect(
      await sql.rows(
        "SELECT 9007199254740993::bigint, 'NaN'::float8, 0.1234567890123456789::numeric, avg(x) FROM (VALUES (1), (2)) v (x)",
      ),
    ).toEqual([['9007199254740993', 'NaN', '0.1234567890123456789', 1.5]]);
  });
});

describe('limits', () => {
  test('more rows than MAX_EVENTS_PER_QUERY are cut, and told', async () => {
    expect(await sql.query('SELECT generate_series(1, 60)')).toMatchObject({
      truncated: true,
      rows: { length: 50 },
    });
    expect(await sql.query('SELECT generate_series(1, 50)')).toMatchObject({
      truncated: false,
      rows: { length: 50 },
    });
    expect(await sql.query('SELECT generate_series(1, 60)', { maxRows: 7 })).toMatchObject({
      truncated: true,
      rows: { length: 7 },
    });
  });

  test('a statement that takes too long is ended, with progress on the way', async () => {
    const endless =
      'WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT 1 - i FROM n) SELECT count(*) FROM n WHERE i > 5';
    const frame = await sql.query(endless, { timeoutMs: 1500 });
    expect(frame).toMatchObject({ type: 'query_error', code: 'OBS_QUERY_TOO_WIDE' });
    expect(sql.frames(String(frame.queryId))[0]).toMatchObject({
      type: 'query_progress',
      rows: 0,
      elapsedMs: expect.any(Number),
    });
  });

  const endless = `WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT 1 - i FROM n) SELECT count(*) FROM n`;
  const running = async () =>
    (
      await queryStore(
        hub,
        "SELECT 1 FROM pg_stat_activity WHERE application_name = 'observatory-sql' AND state = 'active'",
      )
    ).length;

  test('a query that is cancelled ends on the server too', async () => {
    const client = await sql.socket();
    client.send(JSON.stringify({ type: 'query', sql: endless, queryId: 'long' }));
    await eventually(async () => expect(await running()).toBe(1));
    client.send(JSON.stringify({ type: 'cancel', queryId: 'long' }));
    expect(await sql.ended('long')).toMatchObject({ type: 'query_error', code: 'OBS_SQL_CANCELLED' });
    await eventually(async () => expect(await running()).toBe(0));
  });

  test('queries of a client that goes end with it', async () => {
    const gone = new SqlClient(hub.url, KEY);
    (await gone.socket()).send(JSON.stringify({ type: 'query', sql: endless, queryId: 'long' }));
    const aborted = new AbortController();
    const posted = sql.post({ sql: endless }, aborted.signal);
    await eventually(async () => expect(await running()).toBe(2));
    gone.close();
    aborted.abort();
    await expect(posted).rejects.toThrow();
    await eventually(async () => expect(await running()).toBe(0));
  });

  test('a connection has four queries at a time, and each id once', async () => {
    const client = await sql.socket();
    for (const queryId of ['a1', 'a2', 'a3', 'a4', 'a5', 'a1'])
      client.send(JSON.stringify({ type: 'query', sql: endless, queryId }));
    expect(await sql.ended('a5')).toMatchObject({ code: 'OBS_BUSY' });
    expect(await sql.ended('a1')).toMatchObject({ code: 'OBS_BAD_REQUEST', where: 'queryId' });
    for (const queryId of ['a1', 'a2', 'a3', 'a4']) client.send(JSON.stringify({ type: 'cancel', queryId }));
    await eventually(() => expect(sql.frames('a4').map(({ code }) => code)).toContain('OBS_SQL_CANCELLED'));
    await eventually(async () => expect(await running()).toBe(0));
  });

  test.each([
    [{ sql: 'SELECT 1' }, 'queryId'],
    [{ queryId: 'x' }, 'sql'],
    [{ queryId: 'x', sql: 'SELECT 1', maxRows: 0 }, 'maxRows'],
    [{ queryId: 'x', sql: 'SELECT 1', timeout: 5 }, 'timeout'],
  ])('a query %j is refused by the name of what is wrong', async (frame, where) => {
    const client = await sql.socket();
    const before = client.messages.length;
    client.send(JSON.stringify({ type: 'query', ...frame }));
    await eventually(() =>
      expect(client.messages.slice(before)).toMatchObject([
        { type: 'query_error', code: 'OBS_BAD_REQUEST', where },
      ]),
    );
  });
});

test('the audit trail names the views that were read, and not what was asked', async () => {
  await sql.post({ sql: "SELECT count(*) FROM events WHERE app = 'trail-marker'" });
  await sql.query("SELECT count(*) FROM traces WHERE trace_id = 'trail-marker'");
  const rows = await queryStore<{ target: string; all: string }>(
    hub,
    "SELECT target, a::text AS all FROM audit_trail a WHERE action = 'querySql'",
  );
  expect(rows.map(({ target }) => target)).toEqual(expect.arrayContaining(['events', 'traces']));
  expect(JSON.stringify(rows)).not.toContain('trail-marker');
});
