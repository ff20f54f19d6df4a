import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEmbeddedPostgres } from '../../hub/src/postgres/embedded-postgres.ts';
import { AgentRun } from '../support/agent-run.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { sendSpans } from '../support/send.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** Who reads the SQL views over TCP, and what the embedded server lets it do. */
const folder = mkdtempSync(join(tmpdir(), 'observatory-reader-'));
const passwordFile = join(folder, 'password');
const PASSWORD = 'first-password-of-the-reader';
let hub: TestHub;
let port: number;

beforeAll(async () => {
  // The user that PostgreSQL runs as, where the hub is root, must be able to enter.
  chmodSync(folder, 0o755);
  port = await freePort();
  writeFileSync(passwordFile, `${PASSWORD}\n`);
  hub = await startTestHub(
    { OBSERVATORY_READER_PASSWORD_FILE: passwordFile, OBSERVATORY_READER_PORT: String(port) },
    join(folder, 'data'),
  );
});
afterAll(async () => {
  await hub.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function query(text: string, as: Partial<pg.ClientConfig> = {}): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'observatory_reader',
    password: PASSWORD,
    database: 'observatory',
    ...as,
  });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

test('the reader finds executions by the bare name of the view', async () => {
  const run = new AgentRun({ name: 'read' });
  await sendSpans(hub, [run.span()]);
  await eventually(async () =>
    expect(await query('SELECT id, status FROM executions')).toEqual([{ id: run.id, status: 'completed' }]),
  );
});

test('the reader finds every view, and nothing else', async () => {
  expect(
    await query(
      `SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
       WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
    ),
  ).toEqual(
    ['alerts', 'calls', 'evaluations', 'events', 'executions'].map((name) => ({ name: `views.${name}` })),
  );
  for (const view of ['alerts', 'calls', 'evaluations', 'events', 'executions'])
    expect(await query(`SELECT count(*)::int >= 0 AS read FROM ${view}`)).toEqual([{ read: true }]);
});

describe('the reader', () => {
  test.each([
    ['may not read a table', 'SELECT * FROM public.spans', /permission denied for table spans/],
    ['may not read the table behind a view', 'SELECT own FROM public.agent_executions', /permission denied/],
    ['may not write', "UPDATE executions SET name = 'x'", /cannot update view/],
    [
      'may not write when it says that it will',
      'BEGIN READ WRITE; DELETE FROM public.alerts',
      /permission denied for table alerts/,
    ],
    [
      'may make no table, nor a temporary one',
      'BEGIN READ WRITE; CREATE TEMPORARY TABLE mine (n int)',
      /permission denied to create temporary tables/,
    ],
    [
      'may make nothing among the views',
      'BEGIN READ WRITE; CREATE TABLE views.mine (n int)',
      /permission denied for schema views/,
    ],
    [
      "may not run the hub's functions",
      "SELECT public.observatory_ensure_days('2026-01-01', '2026-01-01')",
      /permission denied for function/,
    ],
    ['may read no file of the server', "SELECT pg_read_file('postgresql.conf')", /permission denied/],
    ['may read no password', 'SELECT * FROM pg_authid', /permission denied/],
    [
      'may take no lock on which the hub waits',
      'SELECT pg_advisory_lock(2910)',
      /permission denied for function pg_advisory_lock/,
    ],
    [
      'may write no large object',
      "BEGIN READ WRITE; SELECT lo_from_bytea(0, 'x')",
      /permission denied for function lo_from_bytea/,
    ],
    ['is cut off', "SET statement_timeout = '50ms'; SELECT pg_sleep(20)", /statement timeout/],
  ])('%s', async (_what, sql, fault) => {
    await expect(query(sql)).rejects.toThrow(fault);
  });

  test('has limits of its own in every session', async () => {
    const names = [
      'default_transaction_read_only',
      'statement_timeout',
      'search_path',
      'work_mem',
      'TimeZone',
    ];
    expect(
      await query(
        `SELECT ${names.map((name) => `current_setting('${name}') AS "${name}"`).join(', ')}, rolconnlimit, rolsuper
         FROM pg_roles WHERE rolname = current_user`,
      ),
    ).toEqual([
      {
        default_transaction_read_only: 'on',
        statement_timeout: '15s',
        search_path: 'views',
        work_mem: '16MB',
        TimeZone: 'UTC',
        rolconnlimit: 20,
        rolsuper: false,
      },
    ]);
  });

  test('needs its password', async () => {
    await expect(query('SELECT 1', { password: 'a guess' })).rejects.toThrow(
      /password authentication failed/,
    );
  });
});

test.each([
  ['the hub itself', { user: 'observatory' }],
  ['the superuser', { user: 'postgres' }],
  ['the reader in another database', { database: 'postgres' }],
])('over TCP the server refuses %s', async (_who, as) => {
  await expect(query('SELECT 1', as)).rejects.toThrow(/no pg_hba.conf entry/);
});

test('settings that the reader gives to its sessions to come are gone when the hub starts again', async () => {
  await query("BEGIN READ WRITE; ALTER ROLE observatory_reader SET statement_timeout = '1h'; COMMIT");
  await query(
    "BEGIN READ WRITE; ALTER ROLE observatory_reader IN DATABASE observatory SET work_mem = '4GB'; COMMIT",
  );
  hub = await hub.restart();
  expect(
    await query(`SELECT current_setting('statement_timeout') AS time, current_setting('work_mem') AS memory`),
  ).toEqual([{ time: '15s', memory: '16MB' }]);
});

test('a new password takes the place of the old one when the hub starts again', async () => {
  writeFileSync(passwordFile, 'second-password-of-the-reader');
  hub = await hub.restart();
  expect(await query('SELECT 1 AS one', { password: 'second-password-of-the-reader' })).toEqual([{ one: 1 }]);
  await expect(query('SELECT 1')).rejects.toThrow(/password authentication failed/);
});

test('a hub that gets another port, or none, moves or closes it, and finds its data', async () => {
  const other = await freePort();
  hub = await hub.restart({ OBSERVATORY_READER_PORT: String(other) });
  expect(
    await query('SELECT name FROM executions', { port: other, password: 'second-password-of-the-reader' }),
  ).toEqual([{ name: 'read' }]);
  await expect(query('SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
  hub = await hub.restart({ OBSERVATORY_READER_PORT: '' });
  await expect(query('SELECT 1', { port: other })).rejects.toThrow(/ECONNREFUSED/);
  // A socket is named after the port; the next tests find it by its usual name.
  expect(await queryStore(hub, 'SELECT name FROM agent_executions')).toEqual([{ name: 'read' }]);
});

describe('on a server on which the hub may make no roles', () => {
  const dataDir = join(folder, 'server');
  let server: Awaited<ReturnType<typeof startEmbeddedPostgres>>;
  const statement = (text: string, user = 'postgres', database = 'observatory') =>
    query(text, { host: server.connection.host, port: 5432, user, database });
  beforeAll(async () => {
    server = await startEmbeddedPostgres({ dataDir, log: () => {} });
    await statement('CREATE ROLE plain LOGIN');
    await statement('CREATE DATABASE team OWNER plain');
  });
  afterAll(() => server.stop());

  test('several hubs start all the same, and say what SQL an administrator is to run, after which it works', async () => {
    const lines: string[] = [];
    const start = (path: string) =>
      startTestHub(
        {
          DATABASE_URL: `postgres://plain@/team?host=${encodeURIComponent(server.connection.host)}`,
          OBSERVATORY_READER_PASSWORD: PASSWORD,
        },
        join(folder, path),
        { log: (line) => lines.push(line) },
      );
    const hubs = await Promise.all([start('one'), start('two')]);
    await Promise.all(hubs.map((one) => one.remove()));
    const told = lines.map((line) => JSON.parse(line)).filter(({ sql }) => sql !== undefined);
    expect(told).toHaveLength(2);
    expect(told[0]).toMatchObject({ level: 40, reason: 'permission denied to create role' });
    expect(told[0].sql).not.toContain(PASSWORD);
    await statement(told[0].sql, 'postgres', 'team');
    const third = await start('three');
    expect(
      await statement('SELECT count(*)::int AS n FROM executions', 'observatory_reader', 'team'),
    ).toEqual([{ n: 0 }]);
    await third.remove();
  });
});
