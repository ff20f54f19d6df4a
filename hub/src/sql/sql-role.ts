import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { closeFunctions, mayRunClosed } from '../store/closed-functions.ts';
import { allOrNone, messageOf, scramOf } from '../store/roles.ts';
import { sqlViews } from './allowed-syntax.ts';

/** Who runs the SQL of a project. */
export interface SqlRole {
  readonly name: string;
  readonly password: string;
}

/** A role that is not as it should be, with the statements for an administrator of the server; they hold no password. */
export class SqlRoleFault extends Error {
  readonly sql: string;

  constructor(reason: string, sql: string) {
    super(reason);
    this.name = 'SqlRoleFault';
    this.sql = sql;
  }
}

/** Of all hubs on the database together. */
const MOST_CONNECTIONS = 8;

/** Of each session; the hub sets them once more, and closer. */
const sessionSettings = {
  search_path: 'pg_catalog, observatory_sql',
  default_transaction_read_only: 'on',
  statement_timeout: "'60s'",
  idle_in_transaction_session_timeout: "'10s'",
  lock_timeout: "'5s'",
  work_mem: "'16MB'",
  max_parallel_workers_per_gather: '0',
  jit: 'off',
  TimeZone: "'UTC'",
} as const;

const LOCK = "hashtext('observatory_sql_roles')";

/**
 * Makes the role of a project, or renews its limits and rights, and returns how to sign in as it. Its password is random, and the
 * same for every hub on the database. `administer` runs SQL as a superuser, where there is one at hand. Throws SqlRoleFault where the
 * hub may not make it.
 */
export async function ensureSqlRole(
  client: pg.ClientBase,
  project: string,
  administer: ((sql: string) => Promise<unknown>) | undefined,
): Promise<SqlRole & { readonly warning: SqlRoleFault | null }> {
  // Of two that change one role at once, PostgreSQL refuses one.
  await client.query(`SELECT pg_advisory_lock(${LOCK})`);
  try {
    const role = await nameRole(client, project);
    return { ...role, warning: await makeRole(client, role, administer) };
  } finally {
    await client.query(`SELECT pg_advisory_unlock(${LOCK})`).catch(() => {});
  }
}

async function nameRole(client: pg.ClientBase, project: string): Promise<SqlRole> {
  // Roles are the server's, and another database of it may have a project of the same name.
  const name = `observatory_sql_${randomBytes(6).toString('hex')}`;
  await client.query(
    'INSERT INTO sql_roles (project, role, password) VALUES ($1, $2, $3) ON CONFLICT (project) DO NOTHING',
    [project, name, randomBytes(32).toString('base64url')],
  );
  const { rows } = await client.query<SqlRole>(
    'SELECT role AS name, password FROM sql_roles WHERE project = $1',
    [project],
  );
  const [role] = rows;
  if (role === undefined) throw new Error('the role of a project was taken away while it was made');
  return role;
}

async function makeRole(
  client: pg.ClientBase,
  { name, password }: SqlRole,
  administer: ((sql: string) => Promise<unknown>) | undefined,
): Promise<SqlRoleFault | null> {
  const { rows } = await client.query<{ database: string; user: string; exists: boolean; powerful: boolean }>(
    `SELECT quote_ident(current_database()) AS database, quote_ident(current_user) AS user, r.rolname IS NOT NULL AS exists,
            coalesce(r.rolsuper OR r.rolcreatedb OR r.rolcreaterole OR r.rolreplication OR r.rolbypassrls, false)
              OR EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid) AS powerful
     FROM (SELECT) AS one LEFT JOIN pg_roles r ON r.rolname = $1`,
    [name],
  );
  const { database = '', user = '', exists = false, powerful = false } = rows[0] ?? {};
  const making = [
    `${exists ? 'ALTER' : 'CREATE'} ROLE ${name} LOGIN CONNECTION LIMIT ${MOST_CONNECTIONS} PASSWORD '${scramOf(password)}'`,
    `ALTER ROLE ${name} RESET ALL`,
    `ALTER ROLE ${name} IN DATABASE ${database} RESET ALL`,
    ...Object.entries(sessionSettings).map(([key, value]) => `ALTER ROLE ${name} SET ${key} = ${value}`),
  ];
  // Gives the hub no right but to end sessions of the role.
  const membership = `GRANT ${name} TO ${user}`;
  const byHand = [...making, membership, `GRANT CONNECT ON DATABASE ${database} TO ${name}`, closeFunctions];
  const sql = `${byHand.join(';\n')};`;
  if (powerful)
    throw new SqlRoleFault(`the role ${name} may do more than read`, `DROP ROLE ${name}; -- then:\n${sql}`);
  const roleFault = await allOrNone(client, making);
  if (roleFault !== null && !exists) throw new SqlRoleFault(roleFault, sql);
  await allOrNone(client, [membership]);
  const grantFault = await allOrNone(client, [
    `GRANT CONNECT ON DATABASE ${database} TO ${name}`,
    `GRANT USAGE ON SCHEMA observatory_sql TO ${name}`,
    `GRANT SELECT ON ${sqlViews.map((view) => `observatory_sql.${view}`).join(', ')} TO ${name}`,
    `REVOKE TEMPORARY ON DATABASE ${database} FROM PUBLIC`,
    'REVOKE CREATE ON SCHEMA public FROM PUBLIC',
  ]);
  if (grantFault !== null) throw new SqlRoleFault(grantFault, sql);
  const may = await client.query<{ end: boolean }>("SELECT pg_has_role(current_user, $1, 'USAGE') AS end", [
    name,
  ]);
  if (!may.rows[0]?.end) throw new SqlRoleFault(`${user} may not end the sessions of ${name}`, sql);
  // What a role may not set for itself, and the other databases of a server that is the hub's own.
  await administer?.(
    `ALTER ROLE ${name} SET temp_file_limit = '256MB'; REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC`,
  );
  if (!(await mayRunClosed(client, name))) return null;
  const fault = await administer?.(closeFunctions).then(() => null, messageOf);
  return (await mayRunClosed(client, name))
    ? new SqlRoleFault(fault ?? `${name} may take advisory locks, were it not for the parser before it`, sql)
    : null;
}
