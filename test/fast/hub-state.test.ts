import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../hub/src/postgres/embedded-postgres.ts';
import { AgentRun } from '../support/agent-run.ts';
import { ask, listed } from '../support/api.ts';
import { awayFromMidnight } from '../support/away-from-midnight.ts';
import { eventually } from '../support/eventually.ts';
import { parseExposition } from '../support/exposition.ts';
import { sendSpans } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/* What waits in a hub: by GET /status and as metrics the same, also while the database is away. */

const dataDir = mkdtempSync(join(tmpdir(), 'observatory-state-'));
let server: EmbeddedPostgres;
let hub: TestHub;
let client: pg.Client;
beforeAll(async () => {
  // A hub at rest has the tables of today and of two days more; after midnight it makes the next ones in its own time.
  await awayFromMidnight(10_000);
  server = await startEmbeddedPostgres({ dataDir, log: () => {} });
  const DATABASE_URL = `postgres://observatory@/observatory?host=${encodeURIComponent(server.connection.host)}`;
  hub = await startTestHub({ DATABASE_URL });
  client = new pg.Client(DATABASE_URL);
  client.on('error', () => {});
  await client.connect();
});
afterAll(async () => {
  await hub.remove();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const status = async () => (await ask(hub, '/status')).body as Record<string, Record<string, unknown>>;
async function metrics(): Promise<Record<string, number>> {
  const samples = parseExposition(String((await ask(hub, '/metrics')).body));
  return Object.fromEntries(
    samples.map(({ name, labels, value }) => [[name, ...Object.values(labels)].join(' '), value]),
  );
}

test('a hub at rest', async () => {
  expect(await status()).toMatchObject({
    writer: { waiting_bytes: 0, waiting_requests: 0, oldest_seconds: 0 },
    fold: { waiting: 0, oldest_seconds: 0 },
    figures: { waiting: 0 },
    notifications: { waiting: 0, overdue_seconds: 0, dead: 0 },
    erasures: { waiting: 0 },
    live: { behind_events: 0 },
    pools: { read: { waiting: 0, most: 8 }, work: { most: 4 }, urgent: { most: 3 } },
    database: { up: true, days_ahead: 2, hubs: 1 },
    redis: null,
  });
  const told = await metrics();
  expect(told).toMatchObject({
    observatory_database_up: 1,
    observatory_days_ahead: 2,
    observatory_hubs: 1,
    observatory_erasures_pending: 0,
    observatory_live_behind_events: 0,
  });
  // Each look of the hub at its database may wait for a moment.
  expect(told['observatory_database_connections urgent waiting']).toBeGreaterThanOrEqual(0);
});

test('what cannot be stored yet waits, and is told with its age', async () => {
  await client.query('BEGIN; LOCK TABLE spans IN SHARE MODE');
  const sent = sendSpans(hub, [new AgentRun().span()]);
  try {
    await eventually(async () => {
      const { writer } = await status();
      expect(writer).toMatchObject({ waiting_requests: 1 });
      expect(writer?.waiting_bytes).toBeGreaterThan(100);
      expect(writer?.oldest_seconds).toBeGreaterThan(0.3);
    });
    const told = await metrics();
    expect(told.observatory_writer_waiting_requests).toBe(1);
    expect(told.observatory_writer_waiting_bytes).toBeGreaterThan(100);
    expect(told.observatory_writer_delay_seconds).toBeGreaterThan(0.3);
    expect(told['observatory_database_connections work in_use']).toBeGreaterThan(0);
  } finally {
    await client.query('ROLLBACK');
  }
  await sent;
  expect((await status()).writer).toEqual({ waiting_bytes: 0, waiting_requests: 0, oldest_seconds: 0 });
});

test('what cannot be folded yet waits, and is told with its age', async () => {
  // One transaction claims all that waits; the status may be of half a second ago.
  await eventually(async () => expect((await client.query('SELECT FROM fold_queue')).rowCount).toBe(0));
  const run = new AgentRun({ name: 'held' });
  await client.query('BEGIN');
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [run.traceId]);
  try {
    await sendSpans(hub, [run.span()]);
    await eventually(async () => {
      const { fold } = await status();
      expect(fold?.waiting).toBe(1);
      expect(fold?.oldest_seconds).toBeGreaterThan(0.3);
    });
    expect((await metrics()).observatory_fold_queue_length).toBe(1);
  } finally {
    await client.query('ROLLBACK');
  }
  await eventually(async () => expect(await listed(hub, run.id)).toMatchObject({ name: 'held' }));
  await eventually(async () => expect((await status()).fold).toEqual({ waiting: 0, oldest_seconds: 0 }));
});

test('a table without the partition of tomorrow is told', async () => {
  await awayFromMidnight(5_000);
  const day = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
  const after = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
  await client.query(`DROP TABLE IF EXISTS spans_${day}, spans_${after}`);
  await eventually(async () => expect((await status()).database).toMatchObject({ days_ahead: 0 }));
  expect((await metrics()).observatory_days_ahead).toBe(0);
});

test('another hub on the database is counted', async () => {
  const other = await startTestHub({
    DATABASE_URL: `postgres://observatory@/observatory?host=${encodeURIComponent(server.connection.host)}`,
  });
  await eventually(async () => expect((await status()).database).toMatchObject({ hubs: 2 }));
  await other.remove();
  await eventually(async () => expect((await status()).database).toMatchObject({ hubs: 1 }));
});

test('without its database a hub says what it knows', async () => {
  await server.stop();
  await eventually(async () => {
    expect(await status()).toMatchObject({
      counts: null,
      fold: null,
      writer: { waiting_requests: 0 },
      database: { up: false, bytes: null, hubs: null },
    });
  });
  const told = await metrics();
  expect(told.observatory_database_up).toBe(0);
  expect(told.observatory_fold_queue_length).toBeNaN();
});
