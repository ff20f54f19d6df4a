import type pg from 'pg';
import { inTransaction } from '../store/database.ts';
import { millisOf } from './read-keys.ts';
import type { Role } from './scopes.ts';
import { hasAdminKey } from './write-keys.ts';

/** Somebody who signed in; times in milliseconds since the epoch. */
export interface PersonRow {
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  readonly name: string | null;
  readonly lastLoginMs: number | null;
}

/** A person in a project. */
export interface MemberRow extends PersonRow {
  readonly role: Role;
  readonly sinceMs: number;
}

type StoredPerson = Omit<PersonRow, 'lastLoginMs'> & { lastLogin: string | null };
type StoredMember = StoredPerson & { role: Role; since: string };

const PERSON = 'p.id, p.issuer, p.subject, p.email, p.name, p.last_login_at AS "lastLogin"';

const personOf = ({ id, issuer, subject, email, name, lastLogin }: StoredPerson): PersonRow => ({
  id,
  issuer,
  subject,
  email,
  name,
  lastLoginMs: millisOf(lastLogin),
});
const memberOf = (row: StoredMember): MemberRow => ({
  ...personOf(row),
  role: row.role,
  sinceMs: millisOf(row.since) ?? 0,
});

/** Those who signed in, whoever came last first. */
export async function readPeople(pool: pg.Pool, most: number): Promise<PersonRow[]> {
  const { rows } = await pool.query<StoredPerson>(
    `SELECT ${PERSON} FROM people p ORDER BY p.last_login_at DESC NULLS LAST, p.id LIMIT $1`,
    [most],
  );
  return rows.map(personOf);
}

/** The members of a project, by name. */
export async function readMembers(pool: pg.Pool | pg.PoolClient, project: string): Promise<MemberRow[]> {
  const { rows } = await pool.query<StoredMember>(
    `SELECT ${PERSON}, m.role, m.created_at AS since FROM members m JOIN people p ON p.id = m.person_id
     WHERE m.project = $1 ORDER BY coalesce(p.name, p.email, p.id), p.id`,
    [project],
  );
  return rows.map(memberOf);
}

export type MemberChange = 'done' | 'unknown' | 'last-admin';

/**
 * Gives a person a role in a project, or with null takes it away. The last admin of a project stays one, unless
 * `isSafe` says that a key outside the database, or else one in it, administers the project.
 */
export function changeMember(
  pool: pg.Pool,
  project: string,
  personId: string,
  role: Role | null,
  isSafe: boolean,
): Promise<MemberChange> {
  return inTransaction(pool, async (client) => {
    // One change of a project at a time: two admins must not take each other away.
    await client.query('SELECT FROM projects WHERE id = $1 FOR UPDATE', [project]);
    const members = await readMembers(client, project);
    const before = members.find(({ id }) => id === personId);
    if (role === null && before === undefined) return 'unknown';
    const isLoss = before?.role === 'admin' && role !== 'admin';
    const others = members.filter((member) => member.role === 'admin' && member.id !== personId);
    if (isLoss && others.length === 0 && !isSafe && !(await hasAdminKey(client, project)))
      return 'last-admin';
    if (role === null) {
      await client.query('DELETE FROM members WHERE project = $1 AND person_id = $2', [project, personId]);
      return 'done';
    }
    const { rowCount } = await client.query(
      `INSERT INTO members (project, person_id, role) SELECT $1, id, $3 FROM people WHERE id = $2
       ON CONFLICT (project, person_id) DO UPDATE SET role = excluded.role`,
      [project, personId, role],
    );
    return rowCount === 1 ? 'done' : 'unknown';
  });
}
