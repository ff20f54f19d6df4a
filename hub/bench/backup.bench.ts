import { chmodSync, createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { hubCommand } from '../../test/support/hub-command.ts';
import { readDays, readTables, type Table } from '../src/backup/catalogue.ts';
import { migrateTo } from '../src/backup/migrate-to.ts';
import { backup } from '../src/command/backup-command.ts';
import { restore } from '../src/command/restore-command.ts';
import { startEmbeddedPostgres } from '../src/postgres/embedded-postgres.ts';
import { medianOf } from './figures.ts';
import { fillStore } from './fill-store.ts';

/**
 * Backup and restore of a million spans with their executions and calls, beside plain COPY of the same tables, out to nothing and
 * from files into tables with the same indexes, in turns on one server.
 */
const SPANS = Number(process.env.SPANS ?? 1_000_000);
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const SPANS_OF_ONE = 12;

const folder = mkdtempSync(join(tmpdir(), 'observatory-bench-'));
chmodSync(folder, 0o755);
const server = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), log: () => {} });
const urlOf = (database: string) =>
  `postgres://observatory@/${database}?host=${encodeURIComponent(server.connection.host)}`;
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

async function renew(database: string): Promise<void> {
  const client = new pg.Client({ ...server.administrator, database: 'postgres' });
  await client.connect();
  await client.query(`DROP DATABASE IF EXISTS ${database}`);
  await client.query(`CREATE DATABASE ${database} OWNER observatory`);
  // Each begins with nothing left to write.
  await client.query('CHECKPOINT');
  await client.end();
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return (performance.now() - startedMs) / 1000;
}

const listOf = ({ columns }: Table) => columns.map(({ name }) => `"${name}"`).join(', ');
const out = (client: pg.Client, table: Table, part: string, sink: Writable) =>
  pipeline(client.query(copyTo(`COPY "${part}" (${listOf(table)}) TO STDOUT`)), sink);
const into = (client: pg.Client, table: Table) =>
  pipeline(
    createReadStream(join(folder, table.name), { highWaterMark: 512 * 1024 }),
    client.query(copyFrom(`COPY "${table.name}" (${listOf(table)}) FROM STDIN`)),
  );

try {
  const source = 'observatory';
  const facts = await connected(source, async (client) => {
    await client.query('BEGIN');
    await migrateTo(client);
    await client.query('COMMIT');
    const fill = { executions: Math.ceil(SPANS / SPANS_OF_ONE), days: 3, spans: true };
    await fillStore(client, fill, (text) => process.stderr.write(`${text}\n`));
    await client.query('VACUUM ANALYZE');
    const tables = (await readTables(client)).filter(({ name }) => !name.startsWith('audit_'));
    let bytes = 0;
    for (const table of tables) {
      for (const part of table.parts)
        await out(client, table, part, createWriteStream(join(folder, table.name), { flags: 'a' }));
      bytes += statSync(join(folder, table.name)).size;
    }
    return { tables, bytes, days: (await readDays(client)).days };
  });

  const seconds: Record<string, number[]> = { copyOut: [], backup: [], copyIn: [], restore: [] };
  const file = join(folder, 'hub.backup');
  let said = '';
  for (let round = 0; round < ROUNDS; round += 1) {
    const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });
    seconds.copyOut?.push(
      await secondsOf(() =>
        connected(source, async (client) => {
          for (const table of facts.tables)
            for (const part of table.parts) await out(client, table, part, nowhere());
        }),
      ),
    );
    seconds.backup?.push(
      await secondsOf(async () => {
        ({ said } = await hubCommand(backup, ['--force', file], on(source)));
      }),
    );
    await renew('copied');
    await connected('copied', async (client) => {
      await client.query('BEGIN');
      await migrateTo(client);
      for (const day of facts.days) await client.query('SELECT observatory_ensure_days($1, $1)', [day]);
      await client.query('COMMIT');
      for (const { name } of facts.tables.toReversed()) await client.query(`DELETE FROM "${name}"`);
      seconds.copyIn?.push(
        await secondsOf(async () => {
          await client.query('BEGIN');
          for (const table of facts.tables) await into(client, table);
          await client.query('COMMIT');
        }),
      );
    });
    await renew('restored');
    seconds.restore?.push(await secondsOf(() => hubCommand(restore, [file], on('restored'))));
  }

  const median = (name: string) => medianOf(seconds[name] ?? []);
  const rows = Number(/Backed up ([\d,]+) rows/.exec(said)?.[1]?.replaceAll(',', ''));
  const rate = (name: string) =>
    `${median(name).toFixed(1)} s, ${(facts.bytes / 1e6 / median(name)).toFixed(0)} MB/s, ${Math.round(rows / median(name)).toLocaleString('en')} rows/s`;
  const share = (name: string, beside: string) => `${((100 * median(beside)) / median(name)).toFixed(0)} %`;
  process.stdout.write(
    [
      `backup: ${SPANS.toLocaleString('en')} spans, ${rows.toLocaleString('en')} rows, ${(facts.bytes / 1e6).toFixed(0)} MB as COPY's text, ${(statSync(file).size / 1e6).toFixed(0)} MB as a backup`,
      `  COPY out, to nothing      ${rate('copyOut')}`,
      `  backup, to a file         ${rate('backup')}: ${share('backup', 'copyOut')} of COPY's rate`,
      `  COPY in, into the tables  ${rate('copyIn')}`,
      `  restore                   ${rate('restore')}: ${share('restore', 'copyIn')} of COPY's rate`,
      '',
    ].join('\n'),
  );
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
