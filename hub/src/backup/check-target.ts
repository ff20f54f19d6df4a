import type pg from 'pg';
import { CommandFault } from '../command/command-fault.ts';
import type { Manifest } from './manifest.ts';

/** What the tables take without any day, roughly. */
const OTHER_LOCKS = 1000;

/** Locks that a restore holds at once: it makes every table in one transaction. */
export const locksFor = ({ relations }: Pick<Manifest, 'relations'>) => relations + OTHER_LOCKS;

/** Throws where a backup cannot go into the database of a connection, before anything is done there. */
export async function checkTarget(client: pg.ClientBase, manifest: Manifest): Promise<void> {
  const { rows } = await client.query<{
    database: string;
    version: number;
    found: string[] | null;
    hubs: number;
    locks: number;
    connections: number;
  }>(
    `SELECT current_database() AS database, current_setting('server_version_num')::int AS version,
            (SELECT array_agg(c.relname::text ORDER BY c.relname) FROM pg_class c
             WHERE c.relnamespace IN (SELECT n.oid FROM pg_namespace n WHERE n.nspname IN ('public', 'views', 'observatory_sql'))
               AND c.relkind IN ('r', 'p', 'v', 'm', 'S') AND NOT c.relispartition
               AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
            ) AS found,
            (SELECT count(*)::int FROM pg_stat_activity
             WHERE datname = current_database() AND starts_with(application_name, 'observatory-hub') AND pid <> pg_backend_pid()) AS hubs,
            current_setting('max_locks_per_transaction')::int AS locks,
            current_setting('max_connections')::int + current_setting('max_prepared_transactions')::int AS connections`,
  );
  const [target] = rows;
  if (target === undefined) throw new Error('the database says nothing of itself');
  const { database, version, found, hubs, locks, connections } = target;
  if (found !== null)
    throw new CommandFault(
      `The database ${database} is not empty: it has ${found.length} tables and the like (${found.slice(0, 3).join(', ')} …)` +
        `${hubs > 0 ? ', and a hub is running on it' : ''}. A backup goes into an empty one: stop the hub, and name another ` +
        'folder (OBSERVATORY_DATA_DIR) or another database (DATABASE_URL).',
    );
  if (version < 150_000)
    throw new CommandFault(`The database server has version ${version}; expected is PostgreSQL 15 or newer.`);
  const wanted = locksFor(manifest);
  if (wanted > locks * connections)
    throw new CommandFault(
      `The backup has ${manifest.days.length} days, for which the restore holds about ${wanted} locks at once; the server has ` +
        `room for ${locks * connections}. Set max_locks_per_transaction to ${Math.ceil(wanted / connections) + 16} there and start it again.`,
    );
}
