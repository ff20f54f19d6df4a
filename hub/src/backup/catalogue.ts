import type pg from 'pg';
import type { Migration, TableShape } from './manifest.ts';

/**
 * Not in a backup: the list of migrations, which a restore makes anew; sessions of browsers, who sign in again; and roles for
 * SQL with their passwords, which are the server's and made anew where one is asked for.
 */
export const leftOut: readonly string[] = ['__drizzle_migrations', 'access_sessions', 'sql_roles'];

export interface Table extends TableShape {
  /** Where its rows are: itself, or its partitions. */
  readonly parts: readonly string[];
}

/** Names of the tables of a database, without partitions. */
export async function tableNames(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
     ORDER BY c.relname`,
  );
  return rows.map(({ name }) => name).filter((name) => !leftOut.includes(name));
}

/** Tables with the columns that are stored and not made from others, in an order that foreign keys allow. */
export async function readTables(client: pg.ClientBase): Promise<Table[]> {
  const names = await tableNames(client);
  const { rows } = await client.query<Table>(
    `SELECT t.name,
            (SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum)
             FROM pg_attribute a
             WHERE a.attrelid = t.id AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
            (SELECT json_agg(c.relname ORDER BY c.relname) FROM pg_partition_tree(t.id) p JOIN pg_class c ON c.oid = p.relid
             WHERE p.isleaf) AS parts
     FROM (SELECT name, format('public.%I', name)::regclass AS id FROM unnest($1::text[]) AS name) AS t`,
    [names],
  );
  // Of a table without partitions PostgreSQL lists none.
  const tables = rows.map((table) => ({ ...table, parts: table.parts ?? [table.name] }));
  return inOrder(tables, await readReferences(client));
}

async function readReferences(client: pg.ClientBase): Promise<{ from: string; to: string }[]> {
  const { rows } = await client.query<{ from: string; to: string }>(
    `SELECT DISTINCT f.relname AS from, t.relname AS to
     FROM pg_constraint k JOIN pg_class f ON f.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
     WHERE k.contype = 'f' AND k.conrelid <> k.confrelid AND k.connamespace = 'public'::regnamespace`,
  );
  return rows;
}

function inOrder(tables: readonly Table[], references: readonly { from: string; to: string }[]): Table[] {
  const ordered: Table[] = [];
  let waiting = [...tables];
  while (waiting.length > 0) {
    const names = new Set(waiting.map(({ name }) => name));
    const isFree = ({ name }: Table) => !references.some(({ from, to }) => from === name && names.has(to));
    const free = waiting.filter(isFree);
    // A circle of foreign keys, which the hub has none of: PostgreSQL would refuse the rows.
    if (free.length === 0) throw new Error(`foreign keys in a circle: ${[...names].join(', ')}`);
    ordered.push(...free);
    waiting = waiting.filter((table) => !free.includes(table));
  }
  return ordered;
}

/** Days whose partitions may hold rows, and how many relations these are. */
export async function readDays(client: pg.ClientBase): Promise<{ days: string[]; relations: number }> {
  const { rows } = await client.query<{ days: string[]; relations: number }>(
    `WITH parts AS (
       SELECT to_date(right(c.relname, 8), 'YYYYMMDD') AS day, pg_relation_size(c.oid) > 0 AS filled,
              1 + (SELECT count(*) FROM pg_index x WHERE x.indrelid = c.oid)
                + CASE WHEN c.reltoastrelid <> 0 THEN 2 ELSE 0 END AS relations
       FROM observatory_partitioned p
       JOIN pg_inherits i ON i.inhparent = p.parent::regclass
       JOIN pg_class c ON c.oid = i.inhrelid AND c.relname ~ '_[0-9]{8}$')
     SELECT coalesce(array_agg(DISTINCT day::text ORDER BY day::text), '{}') AS days,
            coalesce(sum(relations), 0)::int AS relations
     FROM parts WHERE day IN (SELECT day FROM parts WHERE filled)`,
  );
  return rows[0] ?? { days: [], relations: 0 };
}

/** The migrations that a database has, oldest first; null where it is no hub's. */
export async function readMigrations(client: pg.ClientBase): Promise<Migration[] | null> {
  const found = await client.query<{ there: boolean }>(
    "SELECT to_regclass('public.__drizzle_migrations') IS NOT NULL AS there",
  );
  if (!found.rows[0]?.there) return null;
  const { rows } = await client.query<{ when: string | number; hash: string }>(
    'SELECT created_at AS when, hash FROM public.__drizzle_migrations ORDER BY created_at',
  );
  return rows.length === 0 ? null : rows.map(({ when, hash }) => ({ when: Number(when), hash }));
}

/** Sequences that gave a number out, with the last one; not those of tables that are left out. */
export async function readSequences(client: pg.ClientBase): Promise<Record<string, number>> {
  const { rows } = await client.query<{ name: string; last: string | number | null }>(
    `SELECT s.sequencename AS name, s.last_value AS last FROM pg_sequences s
     WHERE s.schemaname = 'public' AND s.last_value IS NOT NULL
       AND NOT EXISTS (
         SELECT FROM pg_depend d JOIN pg_class t ON t.oid = d.refobjid
         WHERE d.classid = 'pg_class'::regclass AND d.objid = format('public.%I', s.sequencename)::regclass
           AND d.deptype IN ('a', 'i') AND t.relname = ANY($1))`,
    [leftOut],
  );
  return Object.fromEntries(rows.map(({ name, last }) => [name, Number(last)]));
}
