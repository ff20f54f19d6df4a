import type { Database } from './database.ts';

/** Rows of the large tables, from PostgreSQL's own estimate where counting would take long. */
export interface StoreCounts {
  readonly executions: number;
  readonly running: number;
  readonly spans: number;
  readonly events: number;
  readonly logs: number;
  readonly fold_queue: number;
}

/** Above this many rows the planner's estimate (refreshed by autovacuum) stands for the count. */
const EXACT_BELOW = 200_000;

async function countOf({ pool }: Database, table: string): Promise<number> {
  const estimate = await pool.query<{ rows: number }>(
    `SELECT coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint AS rows
     FROM pg_partition_tree($1::regclass) t JOIN pg_class c ON c.oid = t.relid WHERE t.isleaf`,
    [table],
  );
  const rows = estimate.rows[0]?.rows ?? 0;
  if (rows >= EXACT_BELOW) return rows;
  const exact = await pool.query<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`);
  return exact.rows[0]?.rows ?? 0;
}

/** Entries that wait to be folded. */
export async function countQueue({ pool }: Database): Promise<number> {
  const queued = await pool.query<{ queued: number }>('SELECT count(*) AS queued FROM fold_queue');
  return queued.rows[0]?.queued ?? 0;
}

export async function countStore(database: Database): Promise<StoreCounts> {
  const running = await database.pool.query<{ running: number }>(
    "SELECT count(*) AS running FROM agent_executions WHERE status = 'running'",
  );
  return {
    executions: await countOf(database, 'agent_executions'),
    running: running.rows[0]?.running ?? 0,
    spans: await countOf(database, 'spans'),
    events: await countOf(database, 'observability_events'),
    logs: await countOf(database, 'logs'),
    fold_queue: await countQueue(database),
  };
}

/** What the database takes on disk, tables, indexes and all. */
export async function databaseBytes({ pool }: Database): Promise<number> {
  const size = await pool.query<{ bytes: number }>(
    'SELECT pg_database_size(current_database())::float8 AS bytes',
  );
  return size.rows[0]?.bytes ?? 0;
}
