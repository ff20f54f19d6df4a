import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FrameWriter, readFrames } from '../../hub/src/backup/frames.ts';
import { migrateTo } from '../../hub/src/backup/migrate-to.ts';
import { auditVerify } from '../../hub/src/command/audit-command.ts';
import { backup } from '../../hub/src/command/backup-command.ts';
import { keysCreate } from '../../hub/src/command/keys-command.ts';
import { restore } from '../../hub/src/command/restore-command.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../hub/src/postgres/embedded-postgres.ts';
import { AgentRun } from '../support/agent-run.ts';
import { ask, listed } from '../support/api.ts';
import { awayFromMidnight } from '../support/away-from-midnight.ts';
import { eventually } from '../support/eventually.ts';
import { hubCommand } from '../support/hub-command.ts';
import { newDataDir } from '../support/new-data-dir.ts';
import { sendRecords, sendSpans } from '../support/send.ts';
import { contentsOf, everyTable, insertSample } from '../support/table-contents.ts';
import { startTestHub } from '../support/test-hub.ts';

/** By decision, and not by what the backup says of itself. */
const NOT_IN_A_BACKUP = ['__drizzle_migrations', 'access_sessions', 'sql_roles'];
/** Which a restore adds an entry to. */
const TRAIL = ['audit_trail', 'audit_chain'];

const folder = mkdtempSync(join(tmpdir(), 'observatory-backup-'));
const keyFile = join(folder, 'keys');
const file = join(folder, 'hub.backup');
const dataDir = newDataDir();
let server: EmbeddedPostgres;
let apiKey = '';
const before = new Map<string, unknown>();
// What a budget of a month has spent is compared later.
await awayFromMidnight(40_000);
const startMs = Date.now() - Math.min(5000, Date.now() % 86_400_000);
const run = new AgentRun({ name: 'planner', startMs, attributes: { 'user.id': 'ada' } });
/** The same whenever it is asked for: buckets of the last hours would have moved on. */
const stretch = `from=${new Date(startMs - 3_600_000).toISOString()}&to=${new Date(startMs + 3_600_000).toISOString()}`;
const routes = [
  `/api/v1/executions/${run.id}`,
  '/api/v1/executions',
  '/api/v1/budgets',
  `/api/v1/cost?by=model&${stretch}`,
  '/api/v1/events',
  `/api/v1/agents?${stretch}`,
];

const urlOf = (database: string, host = server.connection.host) =>
  `postgres://observatory@/${database}?host=${encodeURIComponent(host)}`;
const on = (database: string) => ({ DATABASE_URL: urlOf(database), OBSERVATORY_DATA_DIR: folder });

async function connected<T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: urlOf(database) });
  await client.connect();
  try {
    await client.query("SET TimeZone = 'UTC'");
    return await work(client);
  } finally {
    await client.end();
  }
}

async function newDatabase(name: string): Promise<string> {
  const client = new pg.Client({ ...server.administrator, database: 'postgres' });
  await client.connect();
  await client.query(`CREATE DATABASE ${name} OWNER observatory`);
  await client.end();
  return name;
}

/** Rows for the tables in which nothing of the above has put any; those with conditions by hand. */
async function fillEmptyTables(client: pg.Client): Promise<void> {
  await insertSample(client, 'people', { id: "'ada'" });
  await insertSample(client, 'members', { project: "'default'", person_id: "'ada'", role: "'admin'" });
  await insertSample(client, 'claimed_roles', { project: "'default'", person_id: "'ada'", role: "'viewer'" });
  await insertSample(client, 'alerts', {
    fingerprint: "'f'",
    starts_at: "'2026-01-01'",
    status: "'resolved'",
  });
  await insertSample(client, 'alert_actions', {
    project: "(SELECT project FROM alerts WHERE fingerprint = 'f')",
    fingerprint: "'f'",
    starts_at: "'2026-01-01'",
  });
  await insertSample(client, 'notification_channels', { project: "'default'", name: "'mail'" });
  await insertSample(client, 'notification_deliveries', { project: "'default'", channel: "'mail'" });
  await insertSample(client, 'push_keys', { id: '1' });
  const contents = await contentsOf(client, await everyTable(client));
  for (const [table, { rows }] of Object.entries(contents))
    if (rows === 0 && !NOT_IN_A_BACKUP.includes(table)) await insertSample(client, table);
  // A clock that was far off: days of their own, and the default partition.
  await client.query("SELECT observatory_ensure_days('2026-02-03', '2026-02-03')");
  for (const day of ['2026-02-03 12:00:00.123456+00', '1999-01-01 00:00+00'])
    await insertSample(client, 'spans', { start_time: `'${day}'` });
}

beforeAll(async () => {
  writeFileSync(keyFile, `a:${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
  const hub = await startTestHub({ OBSERVATORY_ENCRYPTION_KEY_FILE: keyFile }, dataDir);
  await sendSpans(hub, [
    run.span(),
    run.chat({ 'gen_ai.output.messages': 'the sealed answer' }),
    run.tool('search'),
  ]);
  await sendRecords(hub, [run.start(), run.end()]);
  const budget = await fetch(`${hub.url}/api/v1/budgets/all`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ period: 'month', limit_usd: 100 }),
  });
  expect(budget.status).toBeLessThan(300);
  await eventually(async () => {
    expect(await listed(hub, run.id)).toMatchObject({ status: 'completed', llm_calls: 1, tool_calls: 1 });
    const status = await ask(hub, '/status');
    expect(status.body).toMatchObject({ counts: { fold_queue: 0 } });
    // Figures come after the fold.
    const { body } = await ask(hub, '/api/v1/budgets');
    expect(body).toMatchObject({ budgets: [{ spent_usd: expect.closeTo(0.00028, 9) }] });
  });
  const made = await hubCommand(keysCreate, ['--name', 'ci', '--scopes', 'read,administer'], {
    OBSERVATORY_DATA_DIR: dataDir,
  });
  apiKey = made.written.trim();
  for (const route of routes) {
    const { status, body } = await ask(hub, route);
    expect([route, status]).toEqual([route, 200]);
    before.set(route, body);
  }
  // The hub runs, and its database is found by its folder.
  await hubCommand(backup, [file], { OBSERVATORY_DATA_DIR: dataDir });
  await hub.close();
  server = await startEmbeddedPostgres({ dataDir, log: () => {} });
}, 120_000);
afterAll(async () => {
  await server?.stop();
  for (const one of [folder, dataDir]) rmSync(one, { recursive: true, force: true });
});

/** Without the stretch up to now that an answer is of, and without how many hours a budget has been watched. */
const MOVING = ['from', 'to', 'start_time', 'end_time', 'computed_at'];
const still = (body: unknown) => {
  const kept = Object.entries(body as object).filter(([key]) => !MOVING.includes(key));
  return JSON.parse(JSON.stringify(Object.fromEntries(kept)), (key, value) =>
    key === 'projected_reason' ? undefined : value,
  );
};

describe('a backup of a hub that runs', () => {
  test('is for its owner alone, and nothing lies beside it', () => {
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
    expect(readdirSync(folder).sort()).toEqual(['hub.backup', 'keys']);
  });

  test('holds no content in plain where the hub seals it, and no key', () => {
    const plain = zstdDecompressSync(readFileSync(file));
    expect(plain.includes('the sealed answer')).toBe(false);
    expect(plain.includes(readFileSync(keyFile, 'utf8').trim().slice(2))).toBe(false);
    expect(plain.includes(apiKey)).toBe(false);
  });

  test('gives a hub that answers the same, opens what is sealed, and knows the keys', async () => {
    const database = await newDatabase('answers');
    const { said } = await hubCommand(restore, [file], on(database));
    expect(said).toMatch(/sealed with a: the hub needs these keys/);
    const hub = await startTestHub({
      ...on(database),
      OBSERVATORY_ENCRYPTION_KEY_FILE: keyFile,
      ENABLE_AUTH: 'true',
    });
    try {
      expect((await ask(hub, routes[0] ?? '')).status).toBe(401);
      const key = { 'x-api-key': apiKey };
      for (const route of routes) {
        const { body } = await ask(hub, route, key);
        expect(still(body)).toEqual(still(before.get(route)));
      }
      expect(JSON.stringify((await ask(hub, routes[0] ?? '', key)).body)).toContain('the sealed answer');
      const verified = await ask(hub, '/api/v1/audit/verification', key);
      expect(verified.body).toMatchObject({ ok: true });
      // It goes on from there: a new run is taken in, with an event after those of before.
      const next = new AgentRun({ name: 'next' });
      await connected(database, async (client) => {
        const { rows } = await client.query<{ cursor: string }>("SELECT nextval('event_cursor') AS cursor");
        expect(Number(rows[0]?.cursor)).toBeGreaterThan(1_000_000);
      });
      expect(next.id).not.toBe(run.id);
    } finally {
      await hub.remove();
    }
  });
});

describe('a round trip', () => {
  const source = 'observatory';

  test('brings every row of every table, every index and every trigger', async () => {
    await connected(source, fillEmptyTables);
    const all = join(folder, 'all.backup');
    const { said } = await hubCommand(backup, [all], on(source));
    expect(said).toMatch(/^Backed up \d+ rows, .* in .*all\.backup/);
    const target = await newDatabase('whole');
    await hubCommand(restore, [all], on(target));

    const tables = await connected(source, everyTable);
    expect(await connected(target, everyTable)).toEqual(tables);
    const compared = tables.filter((name) => !NOT_IN_A_BACKUP.includes(name) && !TRAIL.includes(name));
    const were = await connected(source, (client) => contentsOf(client, compared));
    expect(Object.entries(were).filter(([, { rows }]) => rows === 0)).toEqual([]);
    expect(await connected(target, (client) => contentsOf(client, compared))).toEqual(were);

    const trail = (client: pg.Client) =>
      client.query(
        "SELECT sequence, entry, hash FROM audit_trail WHERE action <> 'backup.restore' ORDER BY sequence",
      );
    expect((await connected(target, trail)).rows).toEqual((await connected(source, trail)).rows);
    const rest = (client: pg.Client) =>
      client.query(
        `SELECT t.tgrelid::regclass::text AS of, t.tgname AS name, t.tgenabled::text AS state FROM pg_trigger t
         WHERE NOT t.tgisinternal UNION ALL
         SELECT schemaname || '.' || tablename, indexname, md5(indexdef) FROM pg_indexes
         WHERE schemaname = 'public' AND tablename !~ '_[0-9]{8}$' ORDER BY 1, 2`,
      );
    expect((await connected(target, rest)).rows).toEqual((await connected(source, rest)).rows);
    const days = (client: pg.Client) =>
      client.query(
        'SELECT tableoid::regclass::text AS part, count(*)::int AS rows FROM spans GROUP BY 1 ORDER BY 1',
      );
    expect((await connected(target, days)).rows).toEqual((await connected(source, days)).rows);
    expect((await connected(target, days)).rows).toContainEqual({ part: 'spans_20260203', rows: 1 });
  });

  test('leaves an audit trail that verifies, with the backup and the restore in it', async () => {
    const { code, written } = await hubCommand(auditVerify, [], on('whole'));
    expect([code, written]).toEqual([0, expect.stringContaining('The audit trail is whole')]);
    const { rows } = await connected('whole', (client) =>
      client.query('SELECT action, target, outcome FROM audit_trail ORDER BY sequence DESC LIMIT 2'),
    );
    expect(rows).toEqual([
      { action: 'backup.restore', target: 'all.backup', outcome: 'done' },
      { action: 'backup.create', target: 'all.backup', outcome: 'done' },
    ]);
  });

  test('goes through standard output and input into a new data folder', { timeout: 60_000 }, async () => {
    const through = new PassThrough();
    const piece = newDataDir({ isEmpty: true });
    try {
      const [out, back] = await Promise.all([
        hubCommand(backup, ['-'], on(source), { output: through }).then((done) => {
          through.end();
          return done;
        }),
        hubCommand(restore, ['-'], { OBSERVATORY_DATA_DIR: piece }, { input: through }),
      ]);
      expect([out.code, back.code]).toEqual([0, 0]);
      const hub = await startTestHub({ OBSERVATORY_ENCRYPTION_KEY_FILE: keyFile }, piece);
      expect(await ask(hub, routes[0] ?? '')).toMatchObject({ status: 200 });
      await hub.close();
    } finally {
      rmSync(piece, { recursive: true, force: true });
    }
  });
});

describe('a backup of an earlier version', () => {
  test('is restored at its own level and brought forward', { timeout: 60_000 }, async () => {
    const early = await newDatabase('early');
    await connected(early, async (client) => {
      // 0016 was the last before keys, the audit trail and sealing.
      const { rows } = await connected('observatory', (other) =>
        other.query<{ when: string }>(
          'SELECT created_at AS when FROM __drizzle_migrations ORDER BY id OFFSET 16 LIMIT 1',
        ),
      );
      await client.query('BEGIN');
      expect(await migrateTo(client, { when: Number(rows[0]?.when), hash: '' })).toBe(17);
      await client.query('COMMIT');
      await insertSample(client, 'spans', { start_time: "'2026-02-03'", project: "'default'" });
      await client.query("INSERT INTO projects (id) VALUES ('second')");
    });
    const old = join(folder, 'early.backup');
    await hubCommand(backup, [old], on(early));
    const target = await newDatabase('forward');
    const { said } = await hubCommand(restore, [old], on(target));
    expect(said).toMatch(/brought forward by \d+ migrations/);
    await connected(target, async (client) => {
      expect(
        (await client.query('SELECT count(*)::int AS rows, count(sealed_by)::int AS sealed FROM spans')).rows,
      ).toEqual([{ rows: 1, sealed: 0 }]);
      expect((await client.query('SELECT id FROM projects ORDER BY id')).rows).toEqual([
        { id: 'default' },
        { id: 'second' },
      ]);
    });
    const hub = await startTestHub(on(target));
    expect((await ask(hub, '/ready')).status).toBe(200);
    await hub.remove();
  });

  test('by a newer hub is refused, by the level that came', async () => {
    const frames: Buffer[] = [];
    const writer = new FrameWriter();
    for await (const { kind, payload } of readFrames(decompressed(file))) {
      if (kind === 'Z') frames.push(writer.end(JSON.parse(payload.toString())));
      else if (kind === 'M') {
        const manifest = JSON.parse(payload.toString());
        manifest.migrations.push({ when: 9e12, hash: 'later' });
        frames.push(writer.frame('M', manifest));
      } else frames.push(writer.frame(kind, payload));
    }
    const newer = join(folder, 'newer.backup');
    writeFileSync(newer, zstdCompressSync(Buffer.concat(frames)));
    await expect(hubCommand(restore, [newer], on(await newDatabase('older')))).rejects.toThrow(
      /made by a newer hub \(9\.9\.9\) at migration level \d+; this hub knows up to level \d+/,
    );
  });
});

async function* decompressed(path: string): AsyncGenerator<Buffer> {
  yield zstdDecompressSync(readFileSync(path));
}

describe('what cannot be restored', () => {
  let empty = '';
  const isEmptyStill = () => connected(empty, async (client) => expect(await everyTable(client)).toEqual([]));
  beforeAll(async () => {
    empty = await newDatabase('untouched');
  });

  /** A backup that is compressed well, and in which something is else. */
  function changed(name: string, change: (plain: Buffer) => Buffer): string {
    const path = join(folder, `${name}.backup`);
    writeFileSync(path, zstdCompressSync(change(zstdDecompressSync(readFileSync(file)))));
    return path;
  }

  test.each([
    [
      'cut',
      (whole: Buffer) => whole.subarray(0, whole.length - 100),
      /cannot be decompressed \(unexpected end/,
    ],
    ['no backup', () => Buffer.from('PGDMP something else'), /cannot be decompressed .* no backup of a hub/],
    ['empty', () => Buffer.alloc(0), /cannot be decompressed/],
  ])('a file that is %s', async (name, change, message) => {
    const path = join(folder, `${name}.backup`);
    writeFileSync(path, change(readFileSync(file)));
    await expect(hubCommand(restore, [path], on(empty))).rejects.toThrow(message);
    await isEmptyStill();
  });

  test.each([
    [
      'ends between two tables',
      (plain: Buffer) => plain.subarray(0, plain.lastIndexOf('Z\0\0')),
      /is not whole: it ends before/,
    ],
    [
      'ends within its rows',
      (plain: Buffer) => plain.subarray(0, Math.round(plain.length / 2)),
      /is not whole: it ends before/,
    ],
    [
      'has a row that was changed',
      (plain: Buffer) => Buffer.from(plain.toString('latin1').replace('planner', 'plunner'), 'latin1'),
      /damaged: its SHA-256 is [0-9a-f]{64}, and the one written at its end is [0-9a-f]{64}/,
    ],
    [
      'has something behind its end',
      (plain: Buffer) => Buffer.concat([plain, plain]),
      /damaged: something follows its end/,
    ],
  ])('one that %s', async (name, change, message) => {
    await expect(hubCommand(restore, [changed(name, change)], on(empty))).rejects.toThrow(message);
    await isEmptyStill();
  });

  test('into a database that has tables, which stays as it is', async () => {
    const tables = await connected('whole', everyTable);
    const were = await connected('whole', (client) => contentsOf(client, tables));
    await expect(hubCommand(restore, [file], on('whole'))).rejects.toThrow(
      /database whole is not empty: it has \d+ tables .*stop the hub, and name another/,
    );
    expect(await connected('whole', (client) => contentsOf(client, tables))).toEqual(were);
  });

  test('into the folder of a hub that runs', async () => {
    await expect(hubCommand(restore, [file], { OBSERVATORY_DATA_DIR: dataDir })).rejects.toThrow(
      /data folder .* is in use by process \d+ .*Stop that process/,
    );
  });

  test('while a hub is starting there', async () => {
    await connected(empty, async (client) => {
      await client.query('SELECT pg_advisory_lock($1)', [0x0b5e]);
      await expect(hubCommand(restore, [file], on(empty))).rejects.toThrow(
        /A hub is starting on this database/,
      );
    });
  });

  test('after all of which the same database takes a whole one', async () => {
    await hubCommand(restore, [file], on(empty));
    await connected(empty, async (client) =>
      expect((await client.query('SELECT name FROM agent_executions')).rows).toEqual([{ name: 'planner' }]),
    );
  });
});

describe('what cannot be backed up', () => {
  test('a database without a hub', async () => {
    await expect(hubCommand(backup, [join(folder, 'none')], on('postgres'))).rejects.toThrow(
      /no hub's tables: no hub has started on it yet/,
    );
    expect(readdirSync(folder)).not.toContain('none');
  });

  test('a database with tables of others in it, before anything is written', async () => {
    const path = join(folder, 'shared');
    await connected('observatory', (client) =>
      client.query(
        `CREATE TABLE "Orders" (id serial PRIMARY KEY); CREATE SEQUENCE invoices;
         CREATE SCHEMA shop; CREATE TABLE shop.spans_of_ours (id bigserial)`,
      ),
    );
    await expect(hubCommand(backup, [path], on('observatory'))).rejects.toThrow(
      /has 2 tables or sequences that are not the hub's \(Orders, invoices\): .*Move them/,
    );
    expect(readdirSync(folder)).not.toContain('shared');
    await connected('observatory', (client) =>
      client.query('ALTER TABLE "Orders" SET SCHEMA shop; ALTER SEQUENCE invoices SET SCHEMA shop'),
    );
    await hubCommand(backup, [path], on('observatory'));
  });

  test('into a file that is there, unless told so', async () => {
    const path = join(folder, 'there');
    writeFileSync(path, 'precious');
    await expect(hubCommand(backup, [path], on('observatory'))).rejects.toThrow(
      /there is there already.*--force/,
    );
    expect(readFileSync(path, 'utf8')).toBe('precious');
    await hubCommand(backup, ['--force', path], on('observatory'));
    expect(statSync(path).size).toBeGreaterThan(1000);
  });

  test('into a folder that is not there', async () => {
    await expect(hubCommand(backup, [join(folder, 'no/file')], on('observatory'))).rejects.toThrow(
      /There is no folder .*no to write/,
    );
  });
});
