import type pg from 'pg';

/** Every table of a database that is no partition, in whatever schema. */
export async function everyTable(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c
     JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** Count and hash of all rows of each table. */
export async function contentsOf(
  client: pg.ClientBase,
  tables: readonly string[],
): Promise<Record<string, { rows: number; hash: string | null }>> {
  const contents: Record<string, { rows: number; hash: string | null }> = {};
  for (const table of tables) {
    const { rows } = await client.query<{ rows: number; hash: string | null }>(
      `SELECT count(*)::int AS rows, md5(string_agg(t::text, chr(10) ORDER BY t::text)) AS hash FROM ${table} AS t`,
    );
    contents[table] = rows[0] ?? { rows: 0, hash: null };
  }
  return contents;
}

/** What a column that must have a value gets, by its type. */
const samples: Readonly<Record<string, string>> = {
  text: "'a line\\nwith\ttab and \\. and ü'",
  'text[]': "ARRAY['a', NULL, 'b,c\"']",
  bytea: "'\\x00ff0a09'",
  'bytea[]': "ARRAY['\\x01'::bytea]",
  boolean: 'true',
  smallint: '1',
  integer: '2',
  bigint: '3',
  'double precision': "'0.1'",
  jsonb: `'{"a": "line\\nfeed", "b": [1, null]}'`,
  uuid: 'gen_random_uuid()',
  date: 'current_date',
  'timestamp with time zone': 'now()',
};

/** One row for a table: every column that is not made by the database has a value. */
export async function insertSample(
  client: pg.ClientBase,
  table: string,
  over: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity = ''`,
    [table],
  );
  const values = rows.map(({ name, type }) => {
    const value = over[name] ?? samples[type];
    if (value === undefined) throw new Error(`no sample for type ${type} of ${table}.${name}`);
    return value;
  });
  await client.query(
    `INSERT INTO ${table} (${rows.map(({ name }) => `"${name}"`).join(', ')}) VALUES (${values.join(', ')})`,
  );
}
