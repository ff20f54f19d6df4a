import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { HubError } from '../errors.ts';
import { type Database, inTransaction, sqlState } from '../store/database.ts';

const SEARCH_TIMEOUT_MS = 4000;
const QUERY_CANCELED = '57014';

/**
 * Reads with a bound on its time, far below the one of the pool: what is searched for may be in no index. `renew` gives the
 * next statement what is left of it. Throws OBS_SEARCH_TOO_SLOW, and OBS_BUSY where
 * too many search.
 */
export async function withinTime<T>(
  { pool, searches }: Pick<Database, 'pool' | 'searches'>,
  read: (db: NodePgDatabase, renew: () => Promise<unknown>) => Promise<T>,
  timeoutMs = SEARCH_TIMEOUT_MS,
): Promise<T> {
  try {
    return await searches.take(() =>
      inTransaction(pool, async (client) => {
        const untilMs = performance.now() + timeoutMs;
        const renew = () => {
          const leftMs = Math.max(1, Math.ceil(untilMs - performance.now()));
          return client.query(`SET LOCAL statement_timeout = ${leftMs}`);
        };
        await renew();
        return read(drizzle({ client }), renew);
      }),
    );
  } catch (error) {
    if (sqlState(error) !== QUERY_CANCELED) throw error;
    throw new HubError(
      'OBS_SEARCH_TOO_SLOW',
      `The search took more than ${timeoutMs / 1000} s and was given up. Narrow the time (from and to, or since:1h in the query), ` +
        'or add a condition on agent, user, session or status.',
      { where: 'query', cause: error },
    );
  }
}
