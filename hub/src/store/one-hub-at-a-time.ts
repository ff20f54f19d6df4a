import type pg from 'pg';

/**
 * Does a piece of work unless another hub on the database is at it; nothing is waited for then. The database lets go of the
 * lock with the connection, so a hub that dies keeps nobody from doing it the next time. Resolves with whether it was done.
 */
export async function oneHubAtATime(
  pool: pg.Pool,
  lock: string,
  work: () => Promise<unknown>,
): Promise<boolean> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    const { rows } = await client.query<{ mine: boolean }>(
      'SELECT pg_try_advisory_lock(hashtext($1)) AS mine',
      [lock],
    );
    if (rows[0]?.mine !== true) return false;
    try {
      await work();
    } finally {
      await client.query('SELECT pg_advisory_unlock(hashtext($1))', [lock]).catch(onError);
    }
    return true;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
