import { rmSync } from 'node:fs';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newDataDir } from '../../../test/support/new-data-dir.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../postgres/embedded-postgres.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { withinTime } from './within-time.ts';

let dataDir: string;
let postgres: EmbeddedPostgres;
let database: Database;

beforeAll(async () => {
  dataDir = newDataDir();
  postgres = await startEmbeddedPostgres({ dataDir, log: () => {} });
  database = openDatabase(postgres.connection, () => {});
});

afterAll(async () => {
  await database.close();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('a search that takes too long', () => {
  test('is given up with an error that says what to do, and its connection serves on', async () => {
    const search = withinTime(database, (db) => db.execute(sql`SELECT pg_sleep(600)`), 50);
    await expect(search).rejects.toMatchObject({
      code: 'OBS_SEARCH_TOO_SLOW',
      status: 422,
      where: 'query',
      message: expect.stringMatching(/more than 0\.05 s.*Narrow the time/),
    });
    const { rows } = await database.pool.query("SELECT current_setting('statement_timeout') AS timeout");
    expect(rows).toEqual([{ timeout: '30s' }]);
  });
});
