import { join } from 'node:path';
import pg from 'pg';

/** Rows straight from the database of a hub, for what no route shows. */
export async function queryStore<R extends object>(
  hub: { readonly dataDir: string },
  text: string,
  values: unknown[] = [],
): Promise<R[]> {
  const client = new pg.Client({
    host: join(hub.dataDir, 'socket'),
    user: 'observatory',
    database: 'observatory',
  });
  await client.connect();
  try {
    return (await client.query(text, values)).rows as R[];
  } finally {
    await client.end();
  }
}
