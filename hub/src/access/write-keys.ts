import type pg from 'pg';
import { inTransaction } from '../store/database.ts';
import { type MadeKey, makeKey } from './key-text.ts';
import { FIRST_PROJECT } from './principal.ts';
import { KEY_COLUMNS, type KeyRow, keyOf, type StoredKey } from './read-keys.ts';
import { type Scope, scopes } from './scopes.ts';

/** What somebody says of a new key. */
export interface NewKey {
  readonly project: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Milliseconds since the epoch; null: it has no end. */
  readonly expiresMs: number | null;
  readonly createdBy: string;
}

/** Stores a new key; null where the project is not known, or has `most` keys that are good. */
export async function insertKey(
  pool: pg.Pool | pg.PoolClient,
  key: NewKey,
  made: MadeKey,
  most = Number.MAX_SAFE_INTEGER,
): Promise<KeyRow | null> {
  const { rows } = await pool.query<StoredKey>(
    `INSERT INTO api_keys AS k (id, project, name, hash, scopes, created_by, expires_at)
     SELECT $1, p.id, $3, $4, $5, $6, to_timestamp($7::float8 / 1000) FROM projects p
     WHERE p.id = $2 AND (SELECT count(*) FROM api_keys o WHERE o.project = p.id AND o.revoked_at IS NULL) < $8
     RETURNING ${KEY_COLUMNS}`,
    [made.id, key.project, key.name, made.hash, key.scopes, key.createdBy, key.expiresMs, most],
  );
  return rows[0] === undefined ? null : keyOf(rows[0]);
}

/** Ends a key; null where the project has none of this id. A second time changes nothing. */
export async function revokeKey(pool: pg.Pool, project: string, id: string): Promise<KeyRow | null> {
  const { rows } = await pool.query<StoredKey>(
    `UPDATE api_keys k SET revoked_at = coalesce(k.revoked_at, now()) WHERE k.project = $1 AND k.id = $2
     RETURNING ${KEY_COLUMNS}`,
    [project, id],
  );
  return rows[0] === undefined ? null : keyOf(rows[0]);
}

/** Gives a good key a new secret; the old one stays good for some seconds. Null where there is no such good key. */
export async function rotateKey(
  pool: pg.Pool,
  project: string,
  made: MadeKey,
  overlapS: number,
): Promise<KeyRow | null> {
  const { rows } = await pool.query<StoredKey>(
    `UPDATE api_keys k SET hash = $3,
       previous_hash = CASE WHEN $4::int > 0 THEN k.hash END,
       previous_until = CASE WHEN $4::int > 0 THEN now() + make_interval(secs => $4::int) END
     WHERE k.project = $1 AND k.id = $2 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
     RETURNING ${KEY_COLUMNS}`,
    [project, made.id, made.hash, overlapS],
  );
  return rows[0] === undefined ? null : keyOf(rows[0]);
}

/** Writes when keys were used last; times in milliseconds. In the order of their ids, so that two hubs do not block each other. */
export async function writeKeyUses(pool: pg.Pool, uses: ReadonlyMap<string, number>): Promise<void> {
  await pool.query(
    `WITH uses AS (SELECT * FROM unnest($1::text[], $2::float8[]) AS u (id, ms)),
       locked AS (SELECT id FROM api_keys WHERE id IN (SELECT id FROM uses) ORDER BY id FOR UPDATE)
     UPDATE api_keys k SET last_used_at = greatest(k.last_used_at, to_timestamp(u.ms / 1000))
     FROM uses u JOIN locked l ON l.id = u.id WHERE k.id = u.id`,
    [[...uses.keys()], [...uses.values()]],
  );
}

const FIRST_KEY_LOCK = 0x0b62;

/**
 * Makes the first key of a hub, which may do everything, unless a key that administers the first project is there. Of
 * several hubs that start at once one makes it. Null where there was one. `announce` runs before it is kept: where that
 * fails there is no key, which nobody would know.
 */
export function makeFirstKey(
  pool: pg.Pool,
  announce: (row: KeyRow) => Promise<void>,
): Promise<string | null> {
  return inTransaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [FIRST_KEY_LOCK]);
    if (await hasAdminKey(client)) return null;
    const made = makeKey();
    const row = await insertKey(
      client,
      { project: FIRST_PROJECT, name: 'first key', scopes, expiresMs: null, createdBy: 'hub' },
      made,
    );
    if (row === null) return null;
    await announce(row);
    return made.text;
  });
}

/** Whether a good key administers a project. */
export async function hasAdminKey(
  pool: pg.Pool | pg.PoolClient,
  project: string = FIRST_PROJECT,
): Promise<boolean> {
  const { rows } = await pool.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT FROM api_keys WHERE project = $1 AND 'administer' = ANY(scopes) AND revoked_at IS NULL
       AND (expires_at IS NULL OR expires_at > now())) AS found`,
    [project],
  );
  return rows[0]?.found ?? false;
}
