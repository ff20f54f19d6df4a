import type pg from 'pg';
import { closeFunctions, mayRunClosed } from './closed-functions.ts';
import { allOrNone, messageOf, scramOf } from './roles.ts';

/** Who reads the SQL views, and nothing else: data sources of Grafana, notebooks, psql. */
export const readerRole = 'observatory_reader';

/** Of each session of the role; whoever connects may change these for itself, its rights not. */
const sessionSettings = {
  search_path: 'views',
  default_transaction_read_only: 'on',
  statement_timeout: "'15s'",
  idle_in_transaction_session_timeout: "'60s'",
  lock_timeout: "'5s'",
  work_mem: "'16MB'",
  max_parallel_workers_per_gather: '0',
  jit: 'off',
  TimeZone: "'UTC'",
} as const;

/** What it reads: docs/sql-views.md. */
const views = ['executions', 'calls', 'evaluations', 'events', 'alerts'] as const;

/** Of one server's connections: a data source keeps a few, and the hubs need the others. */
const MOST_CONNECTIONS = 20;

/**
 * What makes the role or renews it; `password` is a literal of SQL. A new role may nothing more; of one that is there,
 * only a superuser may say so again.
 */
function roleStatements(exists: boolean, password: string, database: string): string[] {
  return [
    `${exists ? 'ALTER' : 'CREATE'} ROLE ${readerRole} LOGIN CONNECTION LIMIT ${MOST_CONNECTIONS} PASSWORD ${password}`,
    // A role may give itself other settings for all its sessions to come.
    `ALTER ROLE ${readerRole} RESET ALL`,
    `ALTER ROLE ${readerRole} IN DATABASE ${database} RESET ALL`,
    ...Object.entries(sessionSettings).map(
      ([name, value]) => `ALTER ROLE ${readerRole} SET ${name} = ${value}`,
    ),
  ];
}

/** What the owner of the views can do by itself. New functions and temporary tables are every role's by default. */
function grantStatements(database: string): string[] {
  return [
    `GRANT CONNECT ON DATABASE ${database} TO ${readerRole}`,
    `GRANT USAGE ON SCHEMA views TO ${readerRole}`,
    // By name: a schema that was there before the hub may hold what is nobody's business.
    `GRANT SELECT ON ${views.map((name) => `views.${name}`).join(', ')} TO ${readerRole}`,
    `REVOKE TEMPORARY ON DATABASE ${database} FROM PUBLIC`,
    'REVOKE CREATE ON SCHEMA public FROM PUBLIC',
  ];
}

/** What to do by hand where the hub may not; null where all is done. */
export interface ReaderAdvice {
  readonly reason: string;
  /** Statements for an administrator of the server, without the password. */
  readonly sql: string;
}

/**
 * Makes the reader's role, or renews its limits, rights and password. Call it under the migration lock: of two that change
 * one role at once, PostgreSQL refuses one. `administer` runs SQL as a superuser where there is one at hand.
 */
export async function ensureReader(
  client: pg.ClientBase,
  password: string,
  administer: (sql: string) => Promise<unknown> = (sql) => client.query(sql),
): Promise<ReaderAdvice | null> {
  const { rows } = await client.query<{ database: string; user: string; exists: boolean; powerful: boolean }>(
    `SELECT quote_ident(current_database()) AS database, quote_ident(current_user) AS user, r.rolname IS NOT NULL AS exists,
            coalesce(r.rolsuper OR r.rolcreatedb OR r.rolcreaterole OR r.rolreplication OR r.rolbypassrls, false)
              AS powerful
     FROM (SELECT) AS one LEFT JOIN pg_roles r ON r.rolname = $1`,
    [readerRole],
  );
  const { database = '', user = '', exists = false, powerful = false } = rows[0] ?? {};
  const byHand = [
    ...roleStatements(exists, "'…'", database),
    `GRANT ${readerRole} TO ${user}`,
    `GRANT CONNECT ON DATABASE ${database} TO ${readerRole}`,
    closeFunctions,
  ];
  const sql = `${byHand.join(';\n')};`;
  if (powerful) {
    return {
      reason: `the role ${readerRole} may do more than read`,
      sql: `ALTER ROLE ${readerRole} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;\n${sql}`,
    };
  }
  const roleFault = await allOrNone(client, roleStatements(exists, `'${scramOf(password)}'`, database));
  if (roleFault !== null && !exists) return { reason: roleFault, sql };
  // Gives the hub no right but to end the reader's sessions. Refused where it did not make the role.
  await allOrNone(client, [`GRANT ${readerRole} TO ${user}`]);
  const grantFault = await allOrNone(client, grantStatements(database));
  if (grantFault !== null) return { reason: grantFault, sql };
  // To whom a function is not, PostgreSQL only warns: what counts is what holds afterwards.
  if (await mayRunClosed(client, readerRole)) {
    const closeFault = await administer(closeFunctions).then(() => null, messageOf);
    if (await mayRunClosed(client, readerRole))
      return {
        reason: closeFault ?? `${readerRole} may take advisory locks, with which it can stop the hub`,
        sql,
      };
  }
  return roleFault === null ? null : { reason: roleFault, sql };
}

/** A statement of the reader takes a quarter of it, unless it lifted its limit. */
const LONGEST_READ_S = 60;

/** Ends those sessions of the reader that have been in one transaction for long; where the hub may not, none. */
export async function cutOffReaders(pool: pg.Pool): Promise<void> {
  await pool.query(
    `SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a JOIN pg_roles r ON r.oid = a.usesysid
     WHERE r.rolname = $1 AND pg_has_role(r.oid, 'USAGE') AND a.datname = current_database()
       AND a.xact_start < clock_timestamp() - make_interval(secs => $2)`,
    [readerRole, LONGEST_READ_S],
  );
}
