import type { Database } from './database.ts';
import { isoOfMicros } from './micros.ts';

/** An agent as it last ran: where, and in which version. */
export interface RecentAgent {
  readonly environment: string | null;
  readonly service: string;
  readonly name: string;
  readonly version: string | null;
  readonly started_at: number;
}

/** The agents that ran since then, at most `limit`, the one that ran last first. It reads each of their executions. */
export async function readRecentAgents(
  { pool }: Database,
  sinceUs: number,
  limit: number,
): Promise<RecentAgent[]> {
  const result = await pool.query<RecentAgent>(
    `SELECT environment, service, name, version,
            (extract(epoch FROM max(started_at)) * 1000000)::bigint AS started_at
     FROM agent_executions WHERE kind = 'agent' AND started_at > $1
     GROUP BY environment, service, name, version ORDER BY max(started_at) DESC LIMIT $2`,
    [isoOfMicros(sinceUs), limit],
  );
  return result.rows;
}
