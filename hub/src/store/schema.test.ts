import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getTableColumns, getTableName } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../postgres/embedded-postgres.ts';
import { retentionOf } from '../privacy/retention.ts';
import { type Database, migrateDatabase, openDatabase } from './database.ts';
import { dropDaysOver, dropOldDays, ensureDays } from './maintenance.ts';
import * as schema from './schema.ts';

const migrations = fileURLToPath(new URL('../../migrations', import.meta.url));
let dataDir: string;
let postgres: EmbeddedPostgres;
let database: Database;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'observatory-schema-'));
  postgres = await startEmbeddedPostgres({ dataDir, log: () => {} });
  database = openDatabase(postgres.connection, () => {});
  await migrateDatabase(database, migrations);
});

afterAll(async () => {
  await database.close();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function query<R extends object>(text: string, values: unknown[] = []): Promise<R[]> {
  return (await database.pool.query(text, values)).rows as R[];
}

const partitions = async () =>
  (
    await query<{ name: string }>(
      "SELECT relname AS name FROM pg_class WHERE relname ~ '^spans_[0-9]{8}$' ORDER BY 1",
    )
  ).map((row) => row.name);

describe('the schema that queries use', () => {
  const tables = Object.values(schema) as PgTable[];

  test.each(tables.map((table) => [getTableName(table), table] as const))(
    'has the columns of the migrated table %s, with their types and nulls',
    async (name, table) => {
      const migrated = await query<{ column: string; type: string; nullable: boolean }>(
        `SELECT a.attname AS column, format_type(a.atttypid, null) AS type, NOT a.attnotnull AS nullable
         FROM pg_attribute a WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1`,
        [name],
      );
      const declared = Object.values(getTableColumns(table)).map((column) => ({
        column: column.name,
        type: column.getSQLType(),
        nullable: !column.notNull,
      }));
      expect(declared.sort((a, b) => (a.column < b.column ? -1 : 1))).toEqual(migrated);
    },
  );
});

describe('migrations', () => {
  test('may be run by two hubs at once, and again', async () => {
    await Promise.all([migrateDatabase(database, migrations), migrateDatabase(database, migrations)]);
    expect(await query('SELECT id FROM projects')).toEqual([{ id: 'default' }]);
  });
});

describe('partitions', () => {
  test('are made for the days around now, once', async () => {
    await ensureDays(database);
    const before = await partitions();
    await ensureDays(database);
    expect(before).toHaveLength(4);
    expect(await partitions()).toEqual(before);
  });

  test('take over the rows of their day that came with a clock ahead', async () => {
    await query(
      `INSERT INTO spans (project, start_time, trace_id, span_id, name, kind, status, source_id, attributes)
       VALUES ('default', '2031-05-06T07:08:09Z', '\\x01', '\\x02', 'early', 1, 0, 1, '{}')`,
    );
    await query("SELECT observatory_ensure_days('2031-05-06', '2031-05-06')");
    expect(await query('SELECT name FROM spans_20310506')).toEqual([{ name: 'early' }]);
    expect(await query('SELECT name FROM spans_default')).toEqual([]);
  });

  test('older than the retention are dropped, and older rows of the default partition too', async () => {
    await query("SELECT observatory_ensure_days('2020-01-01', '2020-01-02')");
    await query(
      `INSERT INTO spans (project, start_time, trace_id, span_id, name, kind, status, source_id, attributes)
       VALUES ('default', '2019-05-06T07:08:09Z', '\\x01', '\\x02', 'old', 1, 0, 1, '{}')`,
    );
    await dropOldDays(database, retentionOf(30));
    expect((await partitions()).filter((name) => name < 'spans_2021')).toEqual([]);
    expect(await query('SELECT name FROM spans_default')).toEqual([]);
  });

  test('stay where the clock leaps a year ahead, until it has stood there for a day', async () => {
    // To the database a clock that is a year ahead is one that it trusted a year ago.
    await query("UPDATE retention_clock SET trusted_at = now() - interval '365 days', leapt_at = NULL");
    const day = new Date(Date.now() - 365 * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
    await query(`SELECT observatory_ensure_days('${day}', '${day}')`);
    const leaps: number[] = [];
    const isKept = async () => {
      await dropOldDays(database, retentionOf(30), (aheadS) => leaps.push(Math.round(aheadS / 86_400)));
      return (await partitions()).includes(`spans_${day}`);
    };
    const leaptAgo = (hours: number) =>
      query(`UPDATE retention_clock SET leapt_at = now() - interval '${hours} hours'`);
    expect([await isKept(), await isKept()]).toEqual([true, true]);
    await leaptAgo(23);
    expect(await isKept()).toBe(true);
    expect(leaps).toEqual([365, 365, 365]);
    await leaptAgo(24);
    expect(await isKept()).toBe(false);
    expect(leaps).toHaveLength(3);
    expect(await query('SELECT leapt_at FROM retention_clock')).toEqual([{ leapt_at: null }]);
  });

  test('stay where the clock leaps ahead and comes back', async () => {
    await query(
      "UPDATE retention_clock SET trusted_at = now() + interval '2 days', leapt_at = now() + interval '9 days'",
    );
    await dropOldDays(database, retentionOf(30));
    const [clock] = await query<{ behind: boolean; leapt_at: null }>(
      'SELECT trusted_at <= now() AS behind, leapt_at FROM retention_clock',
    );
    expect(clock).toEqual({ behind: true, leapt_at: null });
  });

  test('that somebody reads are not waited for while others want to store, and go later', async () => {
    await query("SELECT observatory_ensure_days('2020-01-01', '2020-01-01')");
    const reader = await database.pool.connect();
    try {
      await reader.query('BEGIN; SELECT count(*) FROM spans');
      // Less than the two minutes after which the drop itself would be cut off.
      await dropOldDays(database, retentionOf(30));
      expect((await partitions()).filter((name) => name < 'spans_2021')).toEqual(['spans_20200101']);
    } finally {
      await reader.query('ROLLBACK');
      reader.release();
    }
    await dropOldDays(database, retentionOf(30));
    expect((await partitions()).filter((name) => name < 'spans_2021')).toEqual([]);
  }, 30_000);

  test('of the oldest days go until the database is as small as it must be', async () => {
    await query("SELECT observatory_ensure_days('2020-01-01', '2020-01-02')");
    const size = async () =>
      Number(
        (await query<{ bytes: number }>('SELECT pg_database_size(current_database()) AS bytes'))[0]?.bytes,
      );
    const before = await size();
    await query(
      `INSERT INTO spans (project, start_time, trace_id, span_id, name, kind, status, source_id, attributes)
       SELECT 'default', '2020-01-01T07:08:09Z', '\\x01', decode(lpad(to_hex(n), 16, '0'), 'hex'), repeat('x', 200), 1, 0, 1, '{}'
       FROM generate_series(1, 20000) AS n`,
    );
    expect(await size()).toBeGreaterThan(before + 4_000_000);
    expect(await dropDaysOver(database, before + 1_000_000)).toBeNull();
    expect((await partitions()).filter((name) => name < 'spans_2021')).toEqual(['spans_20200102']);
  });

  test('of today stay however large the database is', async () => {
    await ensureDays(database);
    expect(await dropDaysOver(database, 1)).toBeGreaterThan(1_000_000);
    expect((await partitions()).filter((name) => name < 'spans_2031')).toHaveLength(3);
  });
});
