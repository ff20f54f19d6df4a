import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { verifyAsSeen } from '../audit/read-trail.ts';
import { CommandFault } from '../command/command-fault.ts';
import { readTables } from './catalogue.ts';
import { checkTarget } from './check-target.ts';
import { copySettings } from './copy-settings.ts';
import { damaged } from './frames.ts';
import type { Manifest, TableShape } from './manifest.ts';
import { migrateTo } from './migrate-to.ts';
import type { Progress } from './progress.ts';
import type { BackupReader } from './read-backup.ts';
import { withoutTriggers } from './without-triggers.ts';

/** Numbers that were given out after the backup was made are not given out again, to events and whoever follows them. */
const SEQUENCE_GAP = 1_000_000;

const quoted = pg.escapeIdentifier;

export interface Restored {
  /** Migrations that came after the backup. */
  readonly migrated: number;
  /** What is wrong with the audit trail that the backup holds; null where it is whole. */
  readonly auditFault: string | null;
}

/**
 * Restores a backup into an empty database in one transaction, at its own migration level, and migrates it forward. `last` runs at
 * the end of it. Throws a CommandFault for what whoever restores can mend; then the database is as empty as before.
 */
export async function restoreBackup(
  client: pg.ClientBase,
  reader: BackupReader,
  manifest: Manifest,
  { progress, last }: { progress: Progress; last: (restored: Restored) => Promise<void> },
): Promise<Restored> {
  await client.query('BEGIN');
  try {
    await copySettings(client);
    await checkTarget(client, manifest);
    await migrateTo(client, manifest.migrations.at(-1));
    const tables = await readTables(client);
    checkShapes(manifest.tables, tables);
    await withoutTriggers(client, async () => {
      // What the migrations put in is in the backup too.
      for (const { name } of tables.toReversed()) await client.query(`DELETE FROM public.${quoted(name)}`);
      for (const day of manifest.days) await client.query('SELECT observatory_ensure_days($1, $1)', [day]);
      await loadTables(client, reader, manifest.tables, progress);
    });
    const trail = await verifyIfThere(client);
    const migrated = await migrateTo(client);
    const restored = { migrated, auditFault: trail };
    await last(restored);
    await client.query('COMMIT');
    return restored;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

/** Every table and column of the backup has its place, and no table of the database stays without. */
function checkShapes(backup: readonly TableShape[], database: readonly TableShape[]): void {
  const shape = ({ name, columns }: TableShape) =>
    `${name} (${columns
      .map((column) => `${column.name} ${column.type}`)
      .sort()
      .join(', ')})`;
  const wanted = database.map(shape);
  const came = backup.map(shape);
  const foreign = came.find((one) => !wanted.includes(one));
  const missing = wanted.find((one) => !came.includes(one));
  if (foreign === undefined && missing === undefined) return;
  throw new CommandFault(
    `The backup does not fit this hub at its own migration level. It has ${foreign ?? 'nothing more'}; expected was ` +
      `${missing ?? 'nothing more'}. It was made by another build of the hub, or the database held tables of others: nothing ` +
      'was restored. Restore with the hub that wrote it.',
  );
}

async function loadTables(
  client: pg.ClientBase,
  reader: BackupReader,
  shapes: readonly TableShape[],
  progress: Progress,
): Promise<void> {
  for (const { name, columns } of shapes) {
    const next = await reader.next();
    if (!('table' in next) || next.table !== name) throw damaged(`table ${name} does not come in its turn`);
    progress.table = name;
    const list = columns.map((column) => quoted(column.name)).join(', ');
    const copy = client.query(copyFrom(`COPY public.${quoted(name)} (${list}) FROM STDIN`));
    await pipeline(Readable.from(reader.rows(), { highWaterMark: 2 }), copy);
  }
  const next = await reader.next();
  if (!('ending' in next)) throw damaged(`table ${next.table} is not in its list of tables`);
  for (const [name, last] of Object.entries(next.ending.sequences))
    await client.query('SELECT setval($1::regclass, $2)', [`public.${quoted(name)}`, last + SEQUENCE_GAP]);
}

async function verifyIfThere(client: pg.ClientBase): Promise<string | null> {
  const { rows } = await client.query<{ there: boolean }>(
    "SELECT to_regclass('public.audit_trail') IS NOT NULL AS there",
  );
  if (!rows[0]?.there) return null;
  return (await verifyAsSeen(client)).fault?.reason ?? null;
}
