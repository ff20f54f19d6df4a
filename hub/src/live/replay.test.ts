import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newDataDir } from '../../../test/support/new-data-dir.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../postgres/embedded-postgres.ts';
import { type Database, migrateDatabase, openDatabase } from '../store/database.ts';
import { Replay } from './replay.ts';

let dataDir: string;
let postgres: EmbeddedPostgres;
let database: Database;
let reads = 0;

beforeAll(async () => {
  dataDir = newDataDir();
  postgres = await startEmbeddedPostgres({ dataDir, log: () => {} });
  database = openDatabase(postgres.connection, () => {});
  await migrateDatabase(database, fileURLToPath(new URL('../../migrations', import.meta.url)));
  database.urgent.pool.on('acquire', () => {
    reads += 1;
  });
});
afterAll(async () => {
  await database.close();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

test('a hundred who come back to one place while events come in do not each read its page anew', async () => {
  const replay = new Replay(database.urgent);
  const pages = await Promise.all(
    Array.from({ length: 100 }, (_, at) => replay.page('default', {}, 5, 10 + at)),
  );
  expect(reads).toBe(1);
  // Each goes on from there, whatever the end is by then.
  expect(new Set(pages.map(({ to }) => to))).toEqual(new Set([10]));
  expect((await replay.page('default', {}, 10, 110)).to).toBe(110);
  expect(reads).toBe(2);
  await replay.page('default', { severities: ['error'] }, 5, 110);
  expect(reads).toBe(3);
});
