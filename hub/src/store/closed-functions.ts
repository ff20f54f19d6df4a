import type pg from 'pg';

/**
 * Functions that PostgreSQL lets every role run, and that are no reader's: whoever takes the advisory locks of the hub
 * stops it, also in a session that is read-only, and large objects can be written by all.
 */
const CLOSED =
  "p.pronamespace = 'pg_catalog'::regnamespace AND p.proname ~ '^(pg_(try_)?advisory_|lo_|loread|lowrite)'";

/** Takes them, in the database of the hub, from every role but the owner of its tables. Takes a superuser. */
export const closeFunctions = `DO $$ DECLARE
  owner regrole := (SELECT relowner FROM pg_class WHERE oid = 'public.agent_executions'::regclass);
  closed regprocedure;
BEGIN
  FOR closed IN SELECT p.oid FROM pg_proc p WHERE ${CLOSED} LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %s', closed, owner);
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', closed);
  END LOOP;
END $$`;

/** Whether a role may run any of them. */
export async function mayRunClosed(client: pg.ClientBase, role: string): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_proc p WHERE ${CLOSED} AND has_function_privilege($1, p.oid, 'EXECUTE')) AS may`,
    [role],
  );
  return rows[0]?.may ?? false;
}
