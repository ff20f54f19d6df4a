import type pg from 'pg';
import { SealedValue, type Sealing } from './sealing.ts';
import { channelSecretsPlace, pushKeyPlace, subscriptionPlace } from './secret-places.ts';

interface SecretRow {
  readonly project: string;
  readonly key: string;
  readonly sealed: string;
}

/** Tables of few rows: SQL of the column, of a row's key, and where each is bound to. */
const secretTables = [
  {
    table: 'notification_channels',
    column: 'secrets',
    project: 'project',
    key: 'name',
    place: channelSecretsPlace,
  },
  {
    table: 'push_subscriptions',
    column: 'subscription',
    project: 'project',
    key: 'id',
    place: subscriptionPlace,
  },
  { table: 'push_keys', column: 'private_key', project: "''", key: 'id::text', place: () => pushKeyPlace },
] as const;

/**
 * Seals anew the hub's own secrets that are under another key, or in plain, and counts what is under which; within the caller's
 * transaction. Resolves with how many, and how many do not open: these stay as they are.
 */
export async function resealSecrets(
  client: pg.PoolClient,
  sealing: Sealing,
): Promise<{ resealed: number; unreadable: number }> {
  const { keyId } = sealing;
  if (keyId === null) return { resealed: 0, unreadable: 0 };
  let resealed = 0;
  let unreadable = 0;
  for (const { table, column, project, key, place } of secretTables) {
    // Empty: the settings have it.
    const { rows } = await client.query<SecretRow>(
      `SELECT ${project} AS project, ${key} AS key, ${column} AS sealed FROM ${table}
       WHERE ${column} <> '' AND NOT starts_with(${column}, $1) FOR UPDATE`,
      [`obs-sealed:1:${keyId}:`],
    );
    for (const row of rows) {
      try {
        const at = place(row.project, row.key);
        await client.query(`UPDATE ${table} SET ${column} = $3 WHERE ${project} = $1 AND ${key} = $2`, [
          row.project,
          row.key,
          sealing.seal(sealing.open(row.sealed, at), at),
        ]);
        resealed += 1;
      } catch (error) {
        if (!(error instanceof SealedValue)) throw error;
        unreadable += 1;
      }
    }
    await client.query('DELETE FROM encryption_counts WHERE relation = $1', [table]);
    await client.query(
      `INSERT INTO encryption_counts (relation, key_id, rows, counted_at)
       SELECT $1, coalesce(substring(${column} FROM '^obs-sealed:1:([^:]*):'), ''), count(*), now()
       FROM ${table} WHERE ${column} <> '' GROUP BY 2`,
      [table],
    );
  }
  return { resealed, unreadable };
}
