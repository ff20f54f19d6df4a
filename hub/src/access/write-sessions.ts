import type pg from 'pg';

/** A session that begins: of a person, a key of the database, or a key of the settings. */
export interface NewSession {
  readonly id: string;
  readonly tokenHash: Buffer;
  readonly project: string;
  readonly personId: string | null;
  readonly keyId: string | null;
  readonly keyHash: Buffer | null;
  readonly setting: string | null;
  readonly settingProof: Buffer | null;
  readonly expiresMs: number;
}

export async function insertSession(pool: pg.Pool, session: NewSession): Promise<void> {
  await pool.query(
    `INSERT INTO access_sessions (id, token_hash, project, person_id, key_id, key_hash, setting, setting_proof, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, to_timestamp($9::float8 / 1000))`,
    [
      session.id,
      session.tokenHash,
      session.project,
      session.personId,
      session.keyId,
      session.keyHash,
      session.setting,
      session.settingProof,
      session.expiresMs,
    ],
  );
}

/** Ends a session by its id, within a project unless that is null. Returns whether there was one. */
export async function deleteSession(pool: pg.Pool, project: string | null, id: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    'DELETE FROM access_sessions WHERE ($1::text IS NULL OR project = $1) AND id = $2',
    [project, id],
  );
  return rowCount === 1;
}

/** Changes the project that a session is in. */
export async function moveSession(pool: pg.Pool, id: string, project: string): Promise<void> {
  await pool.query('UPDATE access_sessions SET project = $2 WHERE id = $1', [id, project]);
}

/** Writes when sessions (by the hash of their token, in base64url) were used last, and deletes those that ended. */
export async function writeSessionUses(
  pool: pg.Pool,
  uses: ReadonlyMap<string, number>,
  idleS: number,
): Promise<void> {
  await pool.query(
    `WITH uses AS (SELECT * FROM unnest($1::bytea[], $2::float8[]) AS u (hash, ms)),
       locked AS (SELECT id, token_hash FROM access_sessions WHERE token_hash IN (SELECT hash FROM uses)
                  ORDER BY id FOR UPDATE)
     UPDATE access_sessions s SET last_seen_at = greatest(s.last_seen_at, to_timestamp(u.ms / 1000))
     FROM uses u JOIN locked l ON l.token_hash = u.hash WHERE s.token_hash = u.hash`,
    [[...uses.keys()].map((hash) => Buffer.from(hash, 'base64url')), [...uses.values()]],
  );
  await pool.query(
    `DELETE FROM access_sessions WHERE id IN (
       SELECT id FROM access_sessions WHERE expires_at < now() OR last_seen_at < now() - make_interval(secs => $1)
       ORDER BY id FOR UPDATE SKIP LOCKED)`,
    [idleS],
  );
}
