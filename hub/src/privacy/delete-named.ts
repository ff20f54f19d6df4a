import type pg from 'pg';
import { inTransaction } from '../store/database.ts';
import { isoOfMicros } from '../store/micros.ts';
import type { Whose } from './collect-user.ts';
import { addCounts, deleteLogs, type ErasedCounts } from './delete-erased.ts';
import { namesUser, userKeys, userLabels } from './user-keys.ts';

/** Rows of one transaction. */
const BATCH = 5000;

/**
 * Deletes what names a user by itself, wherever it stands: log lines and feedback, alerts with their events and notices, series of
 * metrics, records of memory, budgets. `onBatch` runs in the transaction of each batch.
 */
export async function deleteNamed(
  pool: pg.Pool,
  { project, userId, untilUs }: Whose,
  onBatch: (client: pg.PoolClient, counts: ErasedCounts) => Promise<void>,
): Promise<ErasedCounts> {
  let all: ErasedCounts = {};
  const until = untilUs === null ? null : isoOfMicros(untilUs);
  const batch = async (work: (client: pg.PoolClient) => Promise<ErasedCounts>): Promise<number> => {
    const counts = await inTransaction(pool, async (client) => {
      await client.query("SET LOCAL statement_timeout = '30min'");
      const found = await work(client);
      if (sumOf(found) > 0) await onBatch(client, found);
      return found;
    });
    all = addCounts(all, counts);
    return sumOf(counts);
  };
  const ofSource = (user: string) =>
    `source_id IN (SELECT s.id FROM sources s WHERE s.project = $1 AND ${namesUser('s.resource', user)})`;
  // By partition: a batch then is a look at one day, by the places of its rows.
  for (const table of await partitionsOf(pool, 'logs')) {
    const rows = `SELECT ctid FROM ${table} WHERE project = $1 AND ($3::timestamptz IS NULL OR time <= $3)
      AND (${namesUser('attributes', '$2')} OR ${ofSource('$2')}) LIMIT ${BATCH}`;
    while (
      (await batch((client) =>
        deleteLogs(client, `ctid = ANY(ARRAY(${rows}))`, [project, userId, until], table),
      )) >= BATCH
    );
  }
  // Alerts of a budget have its name alone.
  const names = (labels: string) => `(${namesUser(labels, '$2', userLabels)} OR ${labels}->>'budget' IN (
    SELECT b.name FROM budgets b WHERE b.project = $1 AND b.dimension = 'user' AND b.value = $2))`;
  // What is still to be told of alerts, and what was, is no kind of its own.
  await gone(pool, 'notification_deliveries', names("alert->'labels'"), [project, userId]);
  await batch(async (client) => ({
    events: await gone(
      client,
      'observability_events',
      `type = 'alert' AND ${names("attributes->'alert.labels'")}`,
      [project, userId],
    ),
    alerts: await gone(client, 'alerts', names('labels'), [project, userId]),
    memory: await gone(client, 'agent_memory', namesUser('metadata', '$2'), [project, userId]),
    budgets: await gone(client, 'budgets', "dimension = 'user' AND value = $2", [project, userId]),
  }));
  // Of rules by user: one that is disabled keeps what it found last.
  await pool.query(
    `UPDATE alert_rule_states s SET groups = (
       SELECT coalesce(jsonb_agg(g ORDER BY n), '[]') FROM jsonb_array_elements(s.groups) WITH ORDINALITY AS one (g, n)
       WHERE g->>'key' IS DISTINCT FROM $2)
     FROM alert_rules r
     WHERE r.project = $1 AND r.group_by = 'user' AND s.project = r.project AND s.rule = r.name
       AND s.groups @> jsonb_build_array(jsonb_build_object('key', $2::text))`,
    [project, userId],
  );
  await batch(async (client) => {
    const named = `SELECT id FROM metric_series WHERE project = $1 AND (${namesUser('attributes', '$2')} OR ${ofSource('$2')})`;
    const { rows } = await client.query<{ id: string }>(`SELECT id::text AS id FROM (${named}) AS found`, [
      project,
      userId,
    ]);
    if (rows.length === 0) return {};
    const ids = rows.map(({ id }) => id);
    await gone(client, 'metric_samples', 'series_id = ANY($2::bigint[])', [project, ids]);
    return { metric_series: await gone(client, 'metric_series', 'id = ANY($2::bigint[])', [project, ids]) };
  });
  // A source is named by a hash of what it was, so its row stays, without the user.
  await pool.query(
    `UPDATE sources SET resource = resource - $3::text[] WHERE project = $1 AND ${namesUser('resource', '$2')}`,
    [project, userId, userKeys],
  );
  return all;
}

async function gone(
  client: Pick<pg.Pool, 'query'> | pg.ClientBase,
  table: string,
  condition: string,
  values: unknown[],
): Promise<number> {
  return (
    (await client.query(`DELETE FROM ${table} WHERE project = $1 AND ${condition}`, values)).rowCount ?? 0
  );
}

const sumOf = (counts: ErasedCounts) => Object.values(counts).reduce((sum, count) => sum + count, 0);

async function partitionsOf(pool: pg.Pool, parent: string): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = $1::regclass ORDER BY 1`,
    [parent],
  );
  return rows.map(({ name }) => name);
}
