import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { MIGRATIONS } from '../../hub/src/open-store.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../hub/src/postgres/embedded-postgres.ts';
import { migrateDatabase, openDatabase } from '../../hub/src/store/database.ts';
import { AcknowledgedLoad } from '../support/acknowledged-load.ts';
import { ask, get, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { HubProcess } from '../support/hub-process.ts';
import { newDataDir } from '../support/new-data-dir.ts';
import { nothingShort, shortfallOf } from '../support/stored-load.ts';

/** The level that the hub of the tenth issue had: what is older than the rows of now. */
const EARLIER = 25;
const LATER = 'later_than_all';

const rest: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of rest.splice(0).reverse()) await end();
});

async function startServer(): Promise<EmbeddedPostgres> {
  const dataDir = newDataDir({ isEmpty: true });
  rest.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const server = await startEmbeddedPostgres({ dataDir, log: () => {} });
  rest.push(() => server.stop());
  return server;
}

async function startHub(server: EmbeddedPostgres): Promise<HubProcess> {
  const hub = new HubProcess({
    PORT: String(await freePort()),
    OBSERVATORY_OTLP_HTTP_PORT: 'off',
    OBSERVATORY_OTLP_GRPC_PORT: 'off',
    DATABASE_URL: `postgres://observatory@/observatory?host=${encodeURIComponent(server.connection.host)}`,
  });
  rest.push(() => hub.stop());
  return hub;
}

/** A folder with other migrations than the hub's. */
function migrations(change: (journal: { entries: { tag: string; when: number }[] }, folder: string) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'observatory-migrations-'));
  rest.push(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(MIGRATIONS, folder, { recursive: true });
  const file = join(folder, 'meta/_journal.json');
  const journal = JSON.parse(readFileSync(file, 'utf8'));
  change(journal, folder);
  writeFileSync(file, JSON.stringify(journal));
  return folder;
}

async function migrate(server: EmbeddedPostgres, folder: string): Promise<void> {
  const database = openDatabase(server.connection, () => {});
  try {
    await migrateDatabase(database, folder);
  } finally {
    await database.close();
  }
}

async function query<R extends object>(server: EmbeddedPostgres, text: string): Promise<R[]> {
  const client = new pg.Client(server.connection);
  await client.connect();
  try {
    return (await client.query(text)).rows as R[];
  } finally {
    await client.end();
  }
}

const applied = (server: EmbeddedPostgres) =>
  query<{ hash: string; times: number }>(
    server,
    'SELECT hash, count(*)::int AS times FROM public.__drizzle_migrations GROUP BY hash',
  );
const known = (): number =>
  JSON.parse(readFileSync(join(MIGRATIONS, 'meta/_journal.json'), 'utf8')).entries.length;

/** A run with one call of a model, as a hub of that level stored it. */
const TRACE = '0123456789abcdef0123456789abcdef';
const STORED = `
  INSERT INTO sources VALUES ('default', 7, 'earlier', '', '', '{"service.name": "earlier"}');
  INSERT INTO spans (project, start_time, trace_id, span_id, parent_span_id, end_time, name, kind, status, source_id, attributes,
                     operation, label, provider, model, input_tokens, output_tokens)
  VALUES ('default', now() - interval '1 minute', '\\x${TRACE}', '\\x00000000000000a1', NULL, now() - interval '50 seconds',
          'invoke_agent kept', 1, 1, 7, '{"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "kept"}',
          'invoke_agent', 'kept', NULL, NULL, NULL, NULL),
         ('default', now() - interval '58 seconds', '\\x${TRACE}', '\\x00000000000000a2', '\\x00000000000000a1',
          now() - interval '52 seconds', 'chat', 3, 1, 7,
          '{"gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-4.1", "gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 10}',
          'chat', 'gpt-4.1', 'openai', 'gpt-4.1', 100, 10);
  INSERT INTO fold_queue (project, trace_id) VALUES ('default', '\\x${TRACE}');`;

test.each([
  ['an empty database', false],
  ['one of an earlier version, with its data', true],
])('three hubs that start at once on %s bring its tables up to date once', async (_what, isEarlier) => {
  const server = await startServer();
  if (isEarlier) {
    await migrate(
      server,
      migrations((journal) => {
        journal.entries.splice(EARLIER);
      }),
    );
    await query(server, STORED);
  }
  const hubs = await Promise.all([startHub(server), startHub(server), startHub(server)]);
  const urls = await Promise.all(hubs.map(async ({ ready }) => (await ready).url));
  for (const url of urls) expect((await ask({ url }, '/ready')).status).toBe(200);
  const migrated = await applied(server);
  expect(migrated).toHaveLength(known());
  expect(migrated.filter(({ times }) => times > 1)).toEqual([]);
  if (!isEarlier) return;
  for (const url of urls)
    await eventually(async () => {
      const { executions } = await get<Schemas['ExecutionList']>({ url }, '/api/v1/executions?roots=true');
      expect(executions.map(({ name, status, usage }) => [name, status, usage.input_tokens])).toEqual([
        ['kept', 'completed', 100],
      ]);
    }, 90_000);
});

test('a hub goes on, and stays ready, while a later one brings the tables further', async () => {
  const server = await startServer();
  const hub = await startHub(server);
  const { url } = await hub.ready;
  const load = new AcknowledgedLoad(url, { everyMs: 20 }).start();
  await eventually(() => expect(load.traces.size).toBeGreaterThan(5), 90_000);
  await migrate(
    server,
    migrations((journal, folder) => {
      const last = Math.max(...journal.entries.map(({ when }) => when));
      journal.entries.push({
        ...journal.entries[0],
        tag: LATER,
        when: last + 1,
      } as (typeof journal.entries)[0]);
      writeFileSync(
        join(folder, `${LATER}.sql`),
        `CREATE TABLE later (id bigint PRIMARY KEY);
--> statement-breakpoint
ALTER TABLE spans ADD COLUMN later text;
--> statement-breakpoint
ALTER TABLE agent_executions ADD COLUMN later bigint;
--> statement-breakpoint
ALTER TABLE sources ADD COLUMN later text;
--> statement-breakpoint
ALTER TABLE metric_samples ADD COLUMN later bigint;
--> statement-breakpoint
ALTER TABLE observability_events ADD COLUMN later jsonb;`,
      );
    }),
  );
  const before = load.traces.size;
  await eventually(() => expect(load.traces.size).toBeGreaterThan(before + 5), 90_000);
  expect((await ask({ url }, '/ready')).status).toBe(200);
  await load.stop();
  expect(await applied(server)).toHaveLength(known() + 1);
  expect(await shortfallOf(server.connection, [load])).toEqual(nothingShort);
});
