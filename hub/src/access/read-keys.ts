import type pg from 'pg';
import { microsOfTimestamp } from '../store/micros.ts';
import type { Scope } from './scopes.ts';

/** A key as it is stored; times in milliseconds since the epoch. */
export interface KeyRow {
  readonly id: string;
  readonly project: string;
  readonly name: string;
  readonly hash: Buffer;
  readonly previousHash: Buffer | null;
  readonly previousUntilMs: number | null;
  readonly scopes: readonly Scope[];
  readonly createdMs: number;
  readonly createdBy: string;
  readonly expiresMs: number | null;
  readonly lastUsedMs: number | null;
  readonly revokedMs: number | null;
}

/** The columns of a key, under the names that `keyOf` takes; `k` is the table. */
export const KEY_COLUMNS = `k.id, k.project, k.name, k.hash, k.previous_hash AS "previousHash",
  k.previous_until AS "previousUntil", k.scopes, k.created_at AS "createdAt", k.created_by AS "createdBy",
  k.expires_at AS "expiresAt", k.last_used_at AS "lastUsedAt", k.revoked_at AS "revokedAt"`;

export interface StoredKey {
  id: string;
  project: string;
  name: string;
  hash: Buffer;
  previousHash: Buffer | null;
  previousUntil: string | null;
  scopes: Scope[];
  createdAt: string;
  createdBy: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  revokedAt: string | null;
}

export function keyOf(row: StoredKey): KeyRow {
  return {
    id: row.id,
    project: row.project,
    name: row.name,
    hash: row.hash,
    previousHash: row.previousHash,
    previousUntilMs: millisOf(row.previousUntil),
    scopes: row.scopes,
    createdMs: millisOf(row.createdAt) ?? 0,
    createdBy: row.createdBy,
    expiresMs: millisOf(row.expiresAt),
    lastUsedMs: millisOf(row.lastUsedAt),
    revokedMs: millisOf(row.revokedAt),
  };
}

/** Milliseconds of a time as PostgreSQL prints it. */
export const millisOf = (timestamp: string | null) =>
  timestamp === null ? null : Math.floor(microsOfTimestamp(timestamp) / 1000);

/** The keys of some ids, by id. */
export async function readKeysById(pool: pg.Pool, ids: readonly string[]): Promise<Map<string, KeyRow>> {
  const { rows } = await pool.query<StoredKey>(`SELECT ${KEY_COLUMNS} FROM api_keys k WHERE k.id = ANY($1)`, [
    ids,
  ]);
  return new Map(rows.map((row) => [row.id, keyOf(row)]));
}

/** The keys of a project, newest first, those that were revoked among them. */
export async function readKeys(pool: pg.Pool, project: string): Promise<KeyRow[]> {
  const { rows } = await pool.query<StoredKey>(
    `SELECT ${KEY_COLUMNS} FROM api_keys k WHERE k.project = $1 ORDER BY k.created_at DESC, k.id`,
    [project],
  );
  return rows.map(keyOf);
}
