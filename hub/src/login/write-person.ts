import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { Role } from '../access/scopes.ts';
import { inTransaction } from '../store/database.ts';
import type { ClaimedPerson } from './claims.ts';

/** Somebody who signed in, as stored. */
export interface StoredPerson {
  readonly id: string;
  readonly name: string;
  /** In each project that they have a part in: by the provider's claims, or as a member. */
  readonly roles: ReadonlyMap<string, Role>;
}

/** Keeps who signed in, and what the claims give them from now on; roles in projects that there are not are left out. */
export function writePerson(
  pool: pg.Pool,
  issuer: string,
  { subject, email, name }: ClaimedPerson,
  claimed: ReadonlyMap<string, Role>,
): Promise<StoredPerson> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ id: string; name: string }>(
      `INSERT INTO people (id, issuer, subject, email, name, last_login_at) VALUES ($1, $2, $3, $4, $5, now())
       ON CONFLICT (issuer, subject) DO UPDATE
         SET email = excluded.email, name = excluded.name, last_login_at = excluded.last_login_at
       RETURNING id, coalesce(name, email, id) AS name`,
      [`person_${randomBytes(9).toString('hex')}`, issuer, subject, email, name],
    );
    const [person] = rows;
    if (person === undefined) throw new Error('a person was neither inserted nor updated');
    await client.query('DELETE FROM claimed_roles WHERE person_id = $1', [person.id]);
    await client.query(
      `INSERT INTO claimed_roles (person_id, project, role)
       SELECT $1, p.id, g.role FROM unnest($2::text[], $3::text[]) AS g (project, role) JOIN projects p ON p.id = g.project`,
      [person.id, [...claimed.keys()], [...claimed.values()]],
    );
    const roles = await client.query<{ project: string; role: Role }>(
      'SELECT project, role FROM person_roles WHERE person_id = $1 ORDER BY project',
      [person.id],
    );
    return { ...person, roles: new Map(roles.rows.map(({ project, role }) => [project, role])) };
  });
}
