import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newDataDir } from '../../../test/support/new-data-dir.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../postgres/embedded-postgres.ts';
import { type Database, inTransaction, migrateDatabase, openDatabase } from '../store/database.ts';
import type { AlertNotice } from './alert-notice.ts';
import { writeAlerts } from './write-alerts.ts';

let dataDir: string;
let postgres: EmbeddedPostgres;
let database: Database;

beforeAll(async () => {
  dataDir = newDataDir();
  postgres = await startEmbeddedPostgres({ dataDir, log: () => {} });
  database = openDatabase(postgres.connection, () => {});
  await migrateDatabase(database, fileURLToPath(new URL('../../migrations', import.meta.url)));
});
afterAll(async () => {
  await database.close();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** An occurrence that began these minutes after an hour of no meaning; its notices come a minute later. */
function firing(minutes: number, received = minutes + 1): AlertNotice {
  const at = (minute: number) => 1_700_000_000_000_000 + minute * 60_000_000;
  return {
    project: 'default',
    source: 'alertmanager',
    fingerprint: 'flaps',
    name: 'AgentFailing',
    severity: 'critical',
    status: 'firing',
    labels: {},
    annotations: {},
    startsUs: at(minutes),
    endsUs: null,
    generatorUrl: null,
    receivedUs: at(received),
  };
}
const write = (client: pg.PoolClient, ...notices: AlertNotice[]) => writeAlerts(client, notices);

test('an alert that flaps for long does not make the hub read all its past with each notice', async () => {
  await inTransaction(database.workPool, async (client) => {
    await write(client, ...Array.from({ length: 200 }, (_, at) => firing(at * 10)));
    const read: number[] = [];
    const query = client.query.bind(client);
    client.query = (async (...given: Parameters<typeof query>) => {
      const result = await query(...given);
      read.push((result as unknown as pg.QueryResult).rows?.length ?? 0);
      return result;
    }) as typeof client.query;
    expect(await write(client, firing(2000))).toMatchObject([{ status: 'resolved' }, { status: 'firing' }]);
    expect(Math.max(...read)).toBe(20);
    expect(await write(client, firing(0, 2001), firing(1990, 2001))).toEqual([]);
    const { rows } = await query('SELECT status, count(*)::int FROM alerts GROUP BY status ORDER BY status');
    expect(rows).toEqual([
      { status: 'firing', count: 1 },
      { status: 'resolved', count: 200 },
    ]);
  });
});
