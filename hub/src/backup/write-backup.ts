import { type Duplex, Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { CommandFault } from '../command/command-fault.ts';
import { readDays, readMigrations, readSequences, readTables, type Table, tableNames } from './catalogue.ts';
import { copySettings } from './copy-settings.ts';
import { FrameWriter } from './frames.ts';
import { type Ending, FORMAT, type Manifest } from './manifest.ts';
import type { Progress } from './progress.ts';
import { refuseForeign } from './refuse-foreign.ts';

/** Rough bytes of a frame of rows. */
const FRAME_BYTES = 512 * 1024;
const CHUNK_BYTES = 256 * 1024;

export interface BackupOptions {
  readonly hubVersion: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Of what was written; false for standard output, which stays open. */
  readonly end: boolean;
}

const quoted = pg.escapeIdentifier;

/**
 * Writes a database as it stands at one moment, while hubs write on: what was acknowledged before is in it. Throws a
 * CommandFault where the database is no hub's, or not a hub's alone. The connection cannot be used again after a failure.
 */
export async function writeBackup(
  client: pg.ClientBase,
  output: Writable,
  { hubVersion, progress, signal, end }: BackupOptions,
): Promise<Manifest> {
  const migrations = await readMigrations(client);
  if (migrations === null)
    throw new CommandFault(
      "The database has no hub's tables: no hub has started on it yet. Look at DATABASE_URL, or OBSERVATORY_DATA_DIR.",
    );
  await refuseForeign(client, migrations);
  const names = await tableNames(client);
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    await copySettings(client);
    // Before the first query, which fixes the moment: so no day that it sees is dropped from then on.
    await client.query(
      `LOCK TABLE ${names.map((name) => `public.${quoted(name)}`).join(', ')} IN ACCESS SHARE MODE`,
    );
    const tables = await readTables(client);
    const manifest = await manifestOf(client, tables, hubVersion);
    const compress = createZstdCompress({
      chunkSize: CHUNK_BYTES,
      params: { [constants.ZSTD_c_checksumFlag]: 1 },
    });
    const frames = Readable.from(framesOf(client, manifest, tables, progress), { highWaterMark: 2 });
    await pipeline(frames, compress, output, { signal, end });
    await client.query('COMMIT');
    return manifest;
  } catch (error) {
    // The server may still be sending what nobody reads any more.
    streamOf(client).destroy();
    throw error;
  }
}

/** The driver's types leave out its connection. */
function streamOf(client: pg.ClientBase): Duplex {
  return (client as unknown as { connection: { stream: Duplex } }).connection.stream;
}

async function manifestOf(
  client: pg.ClientBase,
  tables: readonly Table[],
  hubVersion: string,
): Promise<Manifest> {
  const { rows } = await client.query<{ at: string; postgres: string; projects: string[]; sealed: boolean }>(
    `SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, current_setting('server_version') AS postgres,
            (SELECT array_agg(id ORDER BY id) FROM projects) AS projects,
            to_regclass('public.encryption_keys') IS NOT NULL AS sealed`,
  );
  const [facts] = rows;
  if (facts === undefined) throw new Error('the database says nothing of itself');
  const keys = facts.sealed
    ? await client.query<{ id: string }>('SELECT id FROM encryption_keys ORDER BY id')
    : { rows: [] };
  return {
    format: FORMAT,
    hub: hubVersion,
    madeAt: facts.at,
    postgres: facts.postgres,
    migrations: (await readMigrations(client)) ?? [],
    projects: facts.projects,
    tables: tables.map(({ name, columns }) => ({ name, columns })),
    ...(await readDays(client)),
    sealedWith: keys.rows.map(({ id }) => id),
  };
}

async function* framesOf(
  client: pg.ClientBase,
  manifest: Manifest,
  tables: readonly Table[],
  progress: Progress,
): AsyncGenerator<Buffer> {
  const writer = new FrameWriter();
  yield writer.frame('M', manifest);
  for (const table of tables) {
    progress.table = table.name;
    const before = { rows: progress.rows, bytes: progress.bytes };
    yield writer.frame('T', { name: table.name });
    for await (const rows of rowsOf(client, table)) {
      progress.add(rows);
      yield writer.frame('R', rows);
    }
    yield writer.frame('E', { rows: progress.rows - before.rows, bytes: progress.bytes - before.bytes });
  }
  const ending: Ending = {
    tables: tables.length,
    rows: progress.rows,
    bytes: progress.bytes,
    sequences: await readSequences(client),
  };
  yield writer.end(ending);
}

/** The rows of a table in COPY's text, partition by partition: so only these are locked, not all their indexes. */
async function* rowsOf(client: pg.ClientBase, { columns, parts }: Table): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let size = 0;
  for (const part of parts) {
    const list = columns.map(({ name }) => quoted(name)).join(', ');
    const copy = client.query(copyTo(`COPY public.${quoted(part)} (${list}) TO STDOUT`));
    for await (const chunk of copy) {
      waiting.push(chunk);
      size += chunk.length;
      if (size < FRAME_BYTES) continue;
      yield Buffer.concat(waiting);
      waiting = [];
      size = 0;
    }
  }
  if (size > 0) yield Buffer.concat(waiting);
}
