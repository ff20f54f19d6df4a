import type pg from 'pg';
import { KEY_COLUMNS, type KeyRow, keyOf, millisOf, type StoredKey } from './read-keys.ts';
import type { Role } from './scopes.ts';

/** A browser's session with what it hangs on; times in milliseconds since the epoch. */
export interface SessionRow {
  readonly id: string;
  readonly project: string;
  readonly createdMs: number;
  readonly lastSeenMs: number;
  readonly expiresMs: number;
  readonly person: { readonly id: string; readonly name: string } | null;
  /** Of the person, by project. */
  readonly memberships: ReadonlyMap<string, Role>;
  readonly key: KeyRow | null;
  readonly keyHash: Buffer | null;
  readonly setting: string | null;
  readonly settingProof: Buffer | null;
}

interface Stored {
  tokenHash: Buffer;
  sid: string;
  sproject: string;
  screated: string;
  seen: string;
  ends: string;
  personId: string | null;
  personName: string | null;
  memberships: Record<string, Role> | null;
  keyHash: Buffer | null;
  setting: string | null;
  settingProof: Buffer | null;
}

const SELECT = `SELECT s.token_hash AS "tokenHash", s.id AS sid, s.project AS sproject, s.created_at AS screated,
    s.last_seen_at AS seen, s.expires_at AS ends, s.person_id AS "personId",
    coalesce(p.name, p.email, p.id) AS "personName", s.key_hash AS "keyHash", s.setting,
    s.setting_proof AS "settingProof",
    (SELECT json_object_agg(m.project, m.role ORDER BY m.project) FROM person_roles m WHERE m.person_id = s.person_id) AS memberships,
    ${KEY_COLUMNS}
  FROM access_sessions s LEFT JOIN people p ON p.id = s.person_id LEFT JOIN api_keys k ON k.id = s.key_id`;

function sessionOf(row: Stored & Partial<StoredKey>): SessionRow {
  return {
    id: row.sid,
    project: row.sproject,
    createdMs: millisOf(row.screated) ?? 0,
    lastSeenMs: millisOf(row.seen) ?? 0,
    expiresMs: millisOf(row.ends) ?? 0,
    person: row.personId === null ? null : { id: row.personId, name: row.personName ?? row.personId },
    memberships: new Map(Object.entries(row.memberships ?? {})),
    key: row.id ? keyOf(row as StoredKey) : null,
    keyHash: row.keyHash,
    setting: row.setting,
    settingProof: row.settingProof,
  };
}

/** Sessions by the hash of their token, in base64url. */
export async function readSessionsByToken(
  pool: pg.Pool,
  hashes: readonly string[],
): Promise<Map<string, SessionRow>> {
  const { rows } = await pool.query<Stored & Partial<StoredKey>>(`${SELECT} WHERE s.token_hash = ANY($1)`, [
    hashes.map((hash) => Buffer.from(hash, 'base64url')),
  ]);
  return new Map(rows.map((row) => [row.tokenHash.toString('base64url'), sessionOf(row)]));
}

/** Sessions of a project that have not come to their end, newest first. */
export async function readSessions(pool: pg.Pool, project: string, most: number): Promise<SessionRow[]> {
  const { rows } = await pool.query<Stored & Partial<StoredKey>>(
    `${SELECT} WHERE s.project = $1 AND s.expires_at > now() ORDER BY s.created_at DESC, s.id LIMIT $2`,
    [project, most],
  );
  return rows.map(sessionOf);
}
