import pg from 'pg';

/** The database that `DATABASE_URL` names cannot be used: says which it is, without the password, and why. */
export class DatabaseUnusable extends Error {
  readonly code = 'OBS_DATABASE_UNUSABLE';

  constructor(url: string, cause: unknown) {
    const { host, port, user, database } = new pg.Client({ connectionString: url });
    super(
      `DATABASE_URL: the database "${database}" on ${host}:${port} cannot be used as "${user}": ${reasonOf(cause)}. ` +
        'Start it or correct the URL; without DATABASE_URL the hub starts a database of its own.',
      { cause },
    );
  }
}

/** Where a name has several addresses, Node tells one error of many without a message of its own. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join(', ');
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause instanceof Error ? reasonOf(cause.cause) : cause.message;
}
