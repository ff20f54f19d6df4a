import { readMigrationFiles } from 'drizzle-orm/migrator';
import type pg from 'pg';
import { CommandFault } from '../command/command-fault.ts';
import { MIGRATIONS } from '../open-store.ts';
import type { Manifest, Migration } from './manifest.ts';

/** Throws where the backup was made by a hub with migrations that this one does not have. */
export function checkLevel({ migrations, hub }: Pick<Manifest, 'migrations' | 'hub'>): void {
  const known = new Set(
    readMigrationFiles({ migrationsFolder: MIGRATIONS }).map(({ folderMillis }) => folderMillis),
  );
  const unknown = migrations.filter(({ when }) => !known.has(when));
  if (unknown.length === 0) return;
  throw new CommandFault(
    `The backup was made by a newer hub (${hub}) at migration level ${migrations.length}; this hub knows up to level ${known.size}. ` +
      'Nothing was restored. Restore with that version or a newer one.',
  );
}

/**
 * Applies the migrations after what the database has, up to the given one or all, as Drizzle's migrator does, but within the
 * caller's transaction. Returns how many.
 */
export async function migrateTo(client: pg.ClientBase, through?: Migration): Promise<number> {
  await client.query(
    'CREATE TABLE IF NOT EXISTS public.__drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint)',
  );
  const { rows } = await client.query<{ last: string | number | null }>(
    'SELECT max(created_at) AS last FROM public.__drizzle_migrations',
  );
  const last = Number(rows[0]?.last ?? 0);
  const wanted = readMigrationFiles({ migrationsFolder: MIGRATIONS }).filter(
    ({ folderMillis }) => folderMillis > last && folderMillis <= (through?.when ?? Number.POSITIVE_INFINITY),
  );
  for (const { sql, hash, folderMillis } of wanted) {
    for (const statement of sql) await client.query(statement);
    await client.query('INSERT INTO public.__drizzle_migrations (hash, created_at) VALUES ($1, $2)', [
      hash,
      folderMillis,
    ]);
  }
  return wanted.length;
}
