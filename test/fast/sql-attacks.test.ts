import { join } from 'node:path';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFunctionNames } from '../../hub/src/sql/function-names.ts';
import { checkStatement, loadParser } from '../../hub/src/sql/statement-guard.ts';
import { eventually } from '../support/eventually.ts';
import { newProject, SqlClient } from '../support/sql-client.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** Whoever may send SQL tries to write, to read what is not the project's, and to take the hub down. */
const KEY = 'key-of-the-administrator';
const FOREIGN = 'words-of-another-project';
let hub: TestHub;
let sql: SqlClient;
let role: string;
let functionNames: ReadonlySet<string>;

beforeAll(async () => {
  await loadParser();
  hub = await startTestHub({ OBSERVATORY_API_KEY: KEY });
  const store = new pg.Client({
    host: join(hub.dataDir, 'socket'),
    user: 'observatory',
    database: 'observatory',
  });
  await store.connect();
  functionNames = await readFunctionNames(store);
  await store.end();
  sql = new SqlClient(hub.url, KEY);
  const other = new SqlClient(hub.url, await newProject(hub, KEY, 'other'));
  const own = (id: string, project: string, message: string) =>
    queryStore(
      hub,
      `INSERT INTO observability_events (project, time, id, cursor, type, severity, message, source_id, attributes)
       SELECT $2, now() - n * interval '1 second', $1 || n, n, 'log', 'info', $3, 1, jsonb_build_object('gen_ai.agent.name', $3::text)
       FROM generate_series(1, 300) n`,
      [id, project, message],
    );
  await own('mine', 'default', 'mine');
  await own('foreign', 'other', FOREIGN);
  await queryStore(hub, 'ANALYZE observability_events');
  expect(await sql.rows('SELECT DISTINCT summary FROM events')).toEqual([['mine']]);
  expect(await other.rows('SELECT DISTINCT summary FROM events')).toEqual([[FOREIGN]]);
  other.close();
  const [row] = await queryStore<{ role: string }>(
    hub,
    "SELECT role FROM sql_roles WHERE project = 'default'",
  );
  role = row?.role ?? '';
});
afterAll(async () => {
  sql.close();
  await hub.remove();
});

/** Straight at the role, past the parser: by the simple protocol, which takes several statements. */
async function asRole(statement: string, database = 'observatory'): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ host: join(hub.dataDir, 'socket'), user: role, database });
  client.on('error', () => {});
  await client.connect();
  try {
    const results = (await client.query(statement)) as pg.QueryResult | pg.QueryResult[];
    return [results].flat().at(-1)?.rows ?? [];
  } finally {
    await client.end();
  }
}

describe('the parser and the role each refuse', () => {
  test.each<[sql: string, parser: RegExp, role: RegExp]>([
    ["INSERT INTO events (summary) VALUES ('x')", /Expected a SELECT, got INSERT/, /cannot insert into view/],
    ["UPDATE events SET summary = 'x'", /got UPDATE/, /cannot update view/],
    ['DELETE FROM events', /got DELETE/, /cannot delete from view/],
    [
      'MERGE INTO events e USING alerts a ON e.id = a.id WHEN MATCHED THEN DELETE',
      /got MERGE/,
      /cannot delete from view/,
    ],
    ['BEGIN READ WRITE; TRUNCATE public.alerts', /one statement/, /permission denied for table alerts/],
    [
      'WITH gone AS (DELETE FROM public.alerts RETURNING *) SELECT * FROM gone',
      /DELETE is not taken/,
      /permission denied|read-only transaction/,
    ],
    [
      'BEGIN READ WRITE; DELETE FROM public.spans; COMMIT',
      /one statement, got 3/,
      /permission denied for table spans/,
    ],
    [
      'CREATE TABLE mine (n int)',
      /got CREATE/,
      /cannot execute CREATE TABLE in a read-only transaction|permission denied/,
    ],
    [
      'BEGIN READ WRITE; CREATE TABLE observatory_sql.mine (n int)',
      /one statement/,
      /permission denied for schema observatory_sql/,
    ],
    [
      'BEGIN READ WRITE; CREATE TABLE public.mine (n int)',
      /one statement/,
      /permission denied for schema public/,
    ],
    [
      'BEGIN READ WRITE; CREATE TEMPORARY TABLE mine (n int)',
      /one statement/,
      /permission denied to create temporary tables/,
    ],
    ['BEGIN READ WRITE; CREATE SCHEMA mine', /one statement/, /permission denied for database/],
    [
      "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
      /got CREATE FUNCTION/,
      /read-only transaction|permission denied/,
    ],
    ['DROP VIEW events', /got DROP/, /must be owner|read-only/],
    ['ALTER VIEW events RESET (security_barrier)', /got ALTER TABLE/, /must be owner|read-only/],
    ['SELECT * INTO mine FROM events', /INTO is not taken/, /read-only transaction|permission denied/],
    [
      'SELECT * FROM events FOR UPDATE',
      /LOCKING is not taken/,
      /permission denied for view events|read-only transaction/,
    ],
    ['BEGIN READ WRITE; LOCK TABLE public.spans', /one statement/, /permission denied for table spans/],
    ['COPY events TO STDOUT', /got COPY/, /cannot copy from view/],
    [
      "COPY (SELECT 1) TO PROGRAM 'id'",
      /got COPY/,
      /permission denied to COPY to or from an external program/,
    ],
    ["COPY (SELECT 1) TO '/tmp/x'", /got COPY/, /permission denied to COPY to a file/],
    [
      "SELECT pg_read_file('PG_VERSION')",
      /no function pg_read_file/,
      /permission denied for function pg_read_file/,
    ],
    [
      "SELECT pg_read_binary_file('PG_VERSION')",
      /no function pg_read_binary_file/,
      /permission denied for function/,
    ],
    ["SELECT pg_ls_dir('.')", /no function pg_ls_dir/, /permission denied for function pg_ls_dir/],
    ["SELECT lo_import('/etc/passwd')", /no function lo_import/, /permission denied for function lo_import/],
    [
      "SELECT lo_from_bytea(0, 'x')",
      /no function lo_from_bytea/,
      /permission denied for function lo_from_bytea/,
    ],
    ['SELECT lo_get(1)', /no function lo_get/, /permission denied for function lo_get/],
    [
      "SELECT dblink('dbname=postgres', 'SELECT 1')",
      /no function dblink/,
      /function dblink.* does not exist/,
    ],
    [
      'SELECT pg_advisory_lock(2910)',
      /no function pg_advisory_lock/,
      /permission denied for function pg_advisory_lock/,
    ],
    [
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'observatory'",
      /no function pg_terminate_backend|no table/,
      /permission denied to terminate process/,
    ],
    [
      'SELECT pg_reload_conf()',
      /no function pg_reload_conf/,
      /permission denied for function pg_reload_conf/,
    ],
    [
      'SELECT pg_create_restore_point($$x$$)',
      /no function pg_create_restore_point/,
      /permission denied for function/,
    ],
    ['SELECT * FROM pg_authid', /no table pg_authid/, /permission denied for table pg_authid/],
    [
      'SELECT * FROM pg_catalog.pg_shadow',
      /no table pg_catalog.pg_shadow/,
      /permission denied for view pg_shadow/,
    ],
    ['SELECT * FROM pg_statistic', /no table pg_statistic/, /permission denied for table pg_statistic/],
    ['SELECT * FROM public.spans', /no table public.spans/, /permission denied for table spans/],
    ['SELECT * FROM public.sql_roles', /no table public.sql_roles/, /permission denied for table sql_roles/],
    ['SELECT * FROM public.api_keys', /no table public.api_keys/, /permission denied for table api_keys/],
    [
      'SELECT * FROM public.observability_events',
      /no table/,
      /permission denied for table observability_events/,
    ],
    [
      'SELECT * FROM public.observability_events_default',
      /no table/,
      /permission denied for table observability_events_default/,
    ],
    ['SELECT * FROM public.span_shapes', /no table/, /permission denied for table span_shapes/],
    ['SELECT * FROM public.call_series', /no table/, /permission denied for table call_series/],
    ['SELECT * FROM public.whole_calls', /no table/, /permission denied for view whole_calls/],
    [
      `SET search_path = public; SELECT observatory_attributes(jsonb_populate_record(NULL::spans, '{"project": "other", "shape": 1}'))`,
      /one statement/,
      /permission denied for table span_shapes/,
    ],
    ['SELECT * FROM views.events', /no table views.events/, /permission denied for schema views/],
    ['SET ROLE observatory', /got VARIABLE SET/, /permission denied to set role/],
    [
      'SET SESSION AUTHORIZATION observatory',
      /got VARIABLE SET/,
      /permission denied to set session authorization/,
    ],
    [
      "SELECT set_config('role', 'observatory', false)",
      /no function set_config/,
      /permission denied to set role/,
    ],
    [
      "SELECT set_config('session_authorization', 'observatory', false)",
      /no function set_config/,
      /permission denied/,
    ],
    [
      "SELECT set_config('temp_file_limit', '-1', false)",
      /no function set_config/,
      /permission denied to set parameter/,
    ],
    ['ALTER ROLE CURRENT_USER SUPERUSER', /got ALTER ROLE/, /permission denied to alter role|read-only/],
    ['ALTER SYSTEM SET fsync = off', /got ALTER SYSTEM/, /permission denied|read-only/],
    [
      'GRANT SELECT ON public.spans TO CURRENT_USER',
      /got GRANT/,
      /permission denied for table spans|read-only/,
    ],
    [
      "DO $$ BEGIN PERFORM pg_read_file('PG_VERSION'); END $$",
      /got DO/,
      /permission denied for function pg_read_file/,
    ],
    ['CALL x()', /got CALL/, /does not exist/],
    [
      "SELECT public.observatory_ensure_days('2026-01-01', '2026-01-01')",
      /no function public.observatory_ensure_days/,
      /permission denied for function/,
    ],
    ['SELECT 1; DROP TABLE public.spans', /one statement, got 2/, /must be owner of table spans|read-only/],
    [
      'SELECT 1 /* ; */ ; -- end\nDELETE FROM public.spans',
      /one statement, got 2/,
      /permission denied for table spans|read-only/,
    ],
    [
      "SELECT query_to_xml('SELECT * FROM public.spans', true, true, '')",
      /no function query_to_xml/,
      /permission denied for table spans/,
    ],
    [
      'SELECT U&"pg\\005fread_file"(\'PG_VERSION\')',
      /no function pg_read_file/,
      /permission denied for function pg_read_file/,
    ],
    [
      'SELECT "pg_read_file"($x$PG_VERSION$x$)',
      /no function pg_read_file/,
      /permission denied for function pg_read_file/,
    ],
    [
      "SELECT nextval('public.fold_queue_id_seq')",
      /no function nextval/,
      /permission denied for sequence|cannot execute nextval/,
    ],
  ])('%s', async (statement, parser, roleFault) => {
    expect(() => checkStatement(statement, functionNames)).toThrow(parser);
    await expect(asRole(statement)).rejects.toThrow(roleFault);
  });
});

describe('the parser refuses, and the role bounds or tells nothing of others', () => {
  test.each<[sql: string, parser: RegExp]>([
    ['SELECT pg_sleep(0)', /no function pg_sleep/],
    ['SELECT * FROM pg_class', /no table pg_class/],
    ['SELECT * FROM information_schema.tables', /no table information_schema.tables/],
    ['SELECT query FROM pg_stat_activity', /no table pg_stat_activity/],
    ["SELECT current_setting('data_directory', true)", /no function current_setting/],
    ['SELECT session_user', /SESSION_USER is not taken/],
    ['SELECT current_catalog', /CURRENT_CATALOG is not taken/],
    ["SELECT 'observatory'::regrole", /no type regrole/],
    ["SELECT CAST('public.spans' AS regclass)", /no type regclass/],
    ["SELECT 'x'::pg_catalog.name", /no type pg_catalog.name/],
    ['EXPLAIN SELECT * FROM events', /got EXPLAIN/],
    ['SHOW ALL', /got VARIABLE SHOW/],
    ['LISTEN x', /got LISTEN/],
    ["SELECT pg_notify('x', 'y')", /no function pg_notify/],
    ["SELECT pg_logical_emit_message(false, 'a', 'b')", /no function pg_logical_emit_message/],
    ['SELECT txid_current()', /no function txid_current/],
    ['SELECT version()', /no function version/],
    ['SELECT (e).pg_column_size FROM events e', /no column pg_column_size/],
    // After a dot a name is a column, or else the call of a function: ts_stat runs the text that it is given.
    ["SELECT ('SELECT to_tsvector(rolname::text) FROM pg_roles').ts_stat", /no column ts_stat/],
    [
      "SELECT a.ts_stat FROM unnest(ARRAY['SELECT to_tsvector(rolname::text) FROM pg_roles']) AS a",
      /no column ts_stat/,
    ],
    ["SELECT (summary).current_setting FROM (VALUES ('port')) AS v(summary)", /no column current_setting/],
    ["SELECT a.regclass FROM unnest(ARRAY['public.spans']) AS a", /no column regclass/],
    ["SELECT (VALUES ('observatory')).regrole", /no column regrole/],
    ['SELECT (((SELECT e FROM events e LIMIT 1)).payload).xml', /no column xml/],
    ["SELECT 'a' OPERATOR(pg_catalog.||) 'b'", /operator pg_catalog.\|\| is not taken/],
    ['PREPARE x AS SELECT 1', /got PREPARE/],
    ['DECLARE c CURSOR FOR SELECT 1', /got DECLARE CURSOR/],
    ['SELECT xmlelement(name a)', /XML EXPR is not taken/],
    ['SELECT $1', /PARAM REF is not taken/],
    ["SELECT repeat('x', 100000)", /length of at most 1000/],
    ["SELECT lpad('x', severity) FROM events", /length of at most 1000/],
    ["SELECT 'x'::char(1000000)", /numbers up to 1000/],
    ['SELECT generate_series(1, 1000000000)', /at most 10000/],
    ['SELECT generate_series(1, (SELECT 5))', /whole numbers as written/],
    ['SELECT summary ~ payload FROM events', /pattern of at most 200 characters/],
    [`SELECT 'a' ~ '${'(a+)+'.repeat(50)}'`, /pattern of at most 200 characters/],
    ['WITH pg_class AS (SELECT 1) SELECT * FROM pg_class', /no name for WITH/],
    [`SELECT ${'('.repeat(20_000)}1`, /memory exhausted|nested too deep/],
    [`SELECT ${'NOT '.repeat(6000)}true`, /nested too deep|memory exhausted/],
    [`SELECT '${'x'.repeat(33_000)}'`, /at most 32768 bytes/],
    ["SELECT 'a\0b'", /no NUL/],
  ])('%s', async (statement, parser) => {
    expect(() => checkStatement(statement, functionNames)).toThrow(parser);
    if (statement.includes('\0')) return;
    const rows = await asRole(`SET statement_timeout = '2s'; ${statement}`).catch(
      (error: Error) => error.message,
    );
    expect(JSON.stringify(rows)).not.toContain(FOREIGN);
  });
});

describe('what passes the parser is bounded', () => {
  const wide = 'OBS_QUERY_TOO_WIDE';
  test.each<[what: string, sql: string, codes: string[]]>([
    [
      'a Cartesian join',
      'SELECT count(*) FROM events a, events b, events c, events d WHERE a.id + b.id + c.id + d.id < 0',
      [wide],
    ],
    [
      'a recursion without end',
      'WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n',
      [wide, 'OBS_SQL_FAILED'],
    ],
    [
      'a recursion that doubles a text',
      "WITH RECURSIVE n AS (SELECT repeat('x', 1000) AS t UNION ALL SELECT t || t FROM n) SELECT max(length(t)) FROM n",
      [wide, 'OBS_SQL_FAILED'],
    ],
    [
      'string_agg over a join',
      "SELECT string_agg(repeat(a.payload, 1000), '') FROM events a, events b, events c",
      [wide],
    ],
    ['array_agg over a join', 'SELECT array_agg(a.payload) FROM events a, events b, events c', [wide]],
    [
      'json_agg over a join',
      'SELECT jsonb_agg(a.payload) FROM events a, events b, events c',
      [wide, 'OBS_SQL_FAILED'],
    ],
    [
      'a sort of a join',
      'SELECT a.payload FROM events a, events b, events c ORDER BY md5(a.payload || b.id || c.id)',
      [wide],
    ],
    [
      'repeat of repeat of repeat',
      "SELECT length(repeat(repeat(repeat('x', 1000), 1000), 1000))",
      [wide, 'OBS_SQL_FAILED', 'rows'],
    ],
    [
      'a text replaced into a larger one',
      `SELECT length(${'replace('.repeat(8)}repeat('a', 1000)${", 'a', repeat('a', 30))".repeat(8)})`,
      [wide, 'OBS_SQL_FAILED'],
    ],
    [
      'a pattern that backtracks',
      "SELECT repeat('a', 1000) ~ '^(a|aa|(a|b)*)*\\1c$'",
      [wide, 'OBS_SQL_FAILED', 'rows'],
    ],
    [
      'JSON nested deep',
      "SELECT (repeat(repeat('[', 1000), 100) || repeat(repeat(']', 1000), 100))::jsonb",
      [wide, 'OBS_SQL_FAILED'],
    ],
    [
      'numbers of many digits',
      'SELECT length(((9::numeric ^ 9999) ^ 13)::text)',
      [wide, 'OBS_SQL_FAILED', 'rows'],
    ],
    [
      'one row larger than an answer',
      "SELECT repeat(repeat('x', 1000), 1000) || a.id, repeat(repeat(repeat('y', 1000), 1000), 20) FROM events a",
      [wide],
    ],
    ['rows larger together than an answer', "SELECT repeat(repeat('x', 1000), 1000) FROM events", ['rows']],
    [
      'a row of many columns',
      `SELECT ${Array.from({ length: 1700 }, () => '1').join(',')}`,
      ['OBS_SQL_FAILED', wide],
    ],
  ])('%s', { timeout: 60_000 }, async (_what, statement, codes) => {
    const before = process.memoryUsage().rss;
    const frame = await sql.query(statement, { timeoutMs: 1500 });
    expect(codes).toContain(frame.type === 'query_result' ? 'rows' : frame.code);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 2 ** 20);
    expect((await fetch(`${hub.url}/health`)).status).toBe(200);
  });

  test('and leaves nothing running', async () => {
    await eventually(async () =>
      expect(
        await queryStore(hub, "SELECT 1 FROM pg_stat_activity WHERE application_name = 'observatory-sql'"),
      ).toEqual([]),
    );
  });
});

describe("another project's rows come back", () => {
  test.each([
    "SELECT count(*) FROM events WHERE summary = 'words-of-another-project'",
    "SELECT 1 / (CASE WHEN summary LIKE 'words%' THEN 0 ELSE 1 END) FROM events",
    "SELECT summary FROM events WHERE (CASE WHEN summary LIKE 'words%' THEN summary::int ELSE 1 END) > 0",
    'SELECT * FROM events WHERE app::int > 0',
    'SELECT max(summary) FROM events UNION ALL SELECT min(app) FROM events',
    'SELECT e FROM events e ORDER BY summary DESC LIMIT 1',
    'SELECT * FROM events e FULL JOIN events f ON e.id <> f.id AND e.summary <> f.summary LIMIT 5',
    "SELECT (SELECT string_agg(DISTINCT summary, ',') FROM events), count(DISTINCT app) FROM events",
    "SELECT row_to_json(e)::text FROM events e WHERE json_extract(payload, '$.x')::int IS NULL LIMIT 3",
  ])('in no row and no message: %s', async (statement) => {
    expect(JSON.stringify(await sql.query(statement))).not.toContain(FOREIGN);
    expect(JSON.stringify(await sql.post({ sql: statement }))).not.toContain(FOREIGN);
  });

  test.each([
    [
      "a function that costs nothing and tells what it sees, were it the role's to make",
      "CREATE FUNCTION pg_temp.tell(text) RETURNS bool LANGUAGE plpgsql COST 0.0000001 AS $$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$",
      /permission denied|read-only/,
    ],
    [
      'an error of a value',
      'SELECT * FROM events WHERE summary::int > 0',
      /invalid input syntax for type integer: "mine"/,
    ],
    [
      'statistics of the columns',
      "SELECT most_common_vals::text FROM pg_stats WHERE tablename LIKE 'observability%'",
      null,
    ],
    ['what other sessions run', 'SELECT query FROM pg_stat_activity', null],
    [
      'settings of its own',
      "SET session_preload_libraries = ''; SET search_path = public; SELECT * FROM observatory_sql.events",
      /permission denied|cannot/,
    ],
    [
      'a search path of its own',
      'SET search_path = public, observatory_sql; SELECT DISTINCT summary FROM observatory_sql.events',
      null,
    ],
    ['another role by a setting', 'SET ROLE NONE; SELECT DISTINCT summary FROM events', null],
    ['a copy of the view', 'COPY (SELECT * FROM events) TO STDOUT', null],
  ])('nor straight from the role: %s', async (_what, statement, fault) => {
    const answer = await asRole(statement).then(
      (rows) => JSON.stringify(rows),
      (error: Error) => error.message,
    );
    expect(answer).not.toContain(FOREIGN);
    if (fault) expect(answer).toMatch(fault);
  });

  test('by the name of its role, which nobody can become', async () => {
    const [row] = await queryStore<{ role: string }>(
      hub,
      "SELECT role FROM sql_roles WHERE project = 'other'",
    );
    for (const statement of [
      `SET ROLE ${row?.role}`,
      `SET SESSION AUTHORIZATION ${row?.role}`,
      `SELECT set_config('role', '${row?.role}', false)`,
    ])
      await expect(asRole(statement)).rejects.toThrow(/permission denied/);
  });
});

test('the role reaches no other database, and is no more than it should be', async () => {
  await expect(asRole('SELECT 1', 'postgres')).rejects.toThrow(/permission denied for database/);
  await expect(asRole('SELECT 1', 'template1')).rejects.toThrow(
    /permission denied for database|not currently accepting/,
  );
  expect(
    await asRole(
      `SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, rolconnlimit,
              (SELECT count(*)::int FROM pg_auth_members m WHERE m.member = r.oid) AS memberships,
              (SELECT count(*)::int FROM pg_class c WHERE c.relowner = r.oid) AS owns
       FROM pg_roles r WHERE rolname = session_user`,
    ),
  ).toEqual([
    {
      rolsuper: false,
      rolcreatedb: false,
      rolcreaterole: false,
      rolreplication: false,
      rolbypassrls: false,
      rolconnlimit: 8,
      memberships: 0,
      owns: 0,
    },
  ]);
});

test('its password is in no answer, no view and no text of a statement', async () => {
  const [row] = await queryStore<{ password: string }>(
    hub,
    "SELECT password FROM sql_roles WHERE project = 'default'",
  );
  const seen = [
    await sql.query('SELECT * FROM sql_roles'),
    await sql.query('SELECT * FROM events LIMIT 3'),
    await asRole('SELECT * FROM pg_stat_activity'),
  ];
  expect(row?.password).toMatch(/^.{40,}$/);
  expect(JSON.stringify(seen)).not.toContain(row?.password);
});

describe('whatever is sent', () => {
  const words = fc.constantFrom(
    'SELECT',
    'FROM',
    'events',
    'WHERE',
    '(',
    ')',
    ',',
    "'",
    '"',
    '1',
    '*',
    ';',
    '--',
    '/*',
    '*/',
    '$$',
    'U&"',
    "E'\\",
    'AND',
    'OR',
    'NOT',
    'IN',
    'WITH',
    'AS',
    'UNION',
    'date(',
    'datetime(',
    "'now'",
    'GROUP BY',
    'OVER',
    '::',
    'int',
    'CASE',
    'WHEN',
    'END',
    'LATERAL',
    '[',
    ']',
    '$1',
    '\u0000',
    '\ud800',
    'é',
    '🦉',
    'JOIN',
    'ON',
    'pg_class',
    'VALUES',
    '.',
    'app',
    '=',
    '~',
  );
  const statement = fc.oneof(
    fc.array(words, { maxLength: 30 }).map((list) => list.join(' ')),
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(words, { maxLength: 12 }).map((list) => `SELECT ${list.join(' ')}`),
  );

  test('the parser lets it pass or refuses it, and never falls over', () => {
    fc.assert(
      fc.property(statement, (text) => {
        try {
          expect(checkStatement(text, functionNames).text.length).toBeGreaterThanOrEqual(text.length);
        } catch (error) {
          expect(error).toMatchObject({ code: 'OBS_SQL_REFUSED' });
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('the hub answers by an error of its own or by rows', async () => {
    await fc.assert(
      fc.asyncProperty(statement, async (text) => {
        const { status, text: body } = await sql.post({ sql: text });
        expect([200, 400, 422]).toContain(status);
        expect(body).not.toContain(FOREIGN);
      }),
      { numRuns: 150 },
    );
  });
});
