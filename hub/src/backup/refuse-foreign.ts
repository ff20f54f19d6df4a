import { readMigrationFiles } from 'drizzle-orm/migrator';
import type pg from 'pg';
import { CommandFault } from '../command/command-fault.ts';
import { MIGRATIONS } from '../open-store.ts';
import { leftOut } from './catalogue.ts';
import type { Migration } from './manifest.ts';

/**
 * Throws a CommandFault where the schema of the hub has tables or sequences that no migration made: a backup with them
 * has no place to go. Extensions may have theirs.
 */
export async function refuseForeign(client: pg.ClientBase, migrations: readonly Migration[]): Promise<void> {
  const files = readMigrationFiles({ migrationsFolder: MIGRATIONS });
  const known = new Set(files.map(({ folderMillis }) => folderMillis));
  // What a newer hub has made cannot be told from what others have.
  if (!migrations.every(({ when }) => known.has(when))) return;
  const text = files.flatMap(({ sql }) => sql).join('\n');
  const made = [...text.matchAll(/\bCREATE (?:TABLE|SEQUENCE) (\w+)/g)].map(([, name]) => name);
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'S') AND NOT c.relispartition
       AND c.relname <> ALL($1)
       AND NOT EXISTS (
         SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
           AND (d.deptype = 'e' OR c.relkind = 'S' AND d.deptype IN ('a', 'i')))
     ORDER BY c.relname`,
    [[...made, ...leftOut]],
  );
  if (rows.length === 0) return;
  const names = rows.map(({ name }) => name);
  throw new CommandFault(
    `The database has ${names.length} tables or sequences that are not the hub's (${names.slice(0, 5).join(', ')}${names.length > 5 ? ' …' : ''}): ` +
      'a backup is of the hub alone, and with them it could not be restored. Move them out of the schema public, or to a ' +
      'database of their own.',
  );
}
