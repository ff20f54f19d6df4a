import pg from 'pg';
import { expect } from 'vitest';
import type { AcknowledgedLoad } from './acknowledged-load.ts';
import { eventually } from './eventually.ts';

/** What was acknowledged and is not in a hub's database, and what is there more than once. */
export interface Shortfall {
  /** Traces without one of their two spans. */
  readonly traces: readonly string[];
  readonly lines: readonly string[];
  /** Traces without an execution that counts their tokens once. */
  readonly executions: readonly string[];
  /** Rows that are there twice, by table. */
  readonly doubles: Readonly<Record<string, number>>;
}

export const nothingShort: Shortfall = {
  traces: [],
  lines: [],
  executions: [],
  doubles: { spans: 0, observability_events: 0, logs: 0, agent_executions: 0 },
};

const keys = {
  spans: 'project, trace_id, span_id',
  observability_events: 'project, id',
  logs: 'project, id',
  agent_executions: 'project, id',
};

/** Asks the database when the queue of the fold is empty; at most `timeoutMs` for that. */
export async function shortfallOf(
  connection: pg.ClientConfig,
  loads: readonly Pick<AcknowledgedLoad, 'traces' | 'lines'>[],
  timeoutMs = 60_000,
): Promise<Shortfall> {
  return eventually(
    async () => {
      const client = new pg.Client(connection);
      await client.connect();
      try {
        const rows = async <R extends object>(sql: string) => (await client.query(sql)).rows as R[];
        const [queue] = await rows<{ n: number }>('SELECT count(*)::int AS n FROM fold_queue');
        expect(queue?.n, 'traces that wait to be folded').toBe(0);
        const ids = async (sql: string) => new Set((await rows<{ id: string }>(sql)).map(({ id }) => id));
        const whole = await ids(
          "SELECT encode(trace_id, 'hex') AS id FROM spans GROUP BY 1 HAVING count(DISTINCT span_id) = 2",
        );
        const executed = await ids(
          `SELECT encode(trace_id, 'hex') AS id FROM agent_executions GROUP BY 1 HAVING count(*) = 1`,
        );
        const lines = await ids("SELECT split_part(body, ' ', 2) AS id FROM logs");
        const doubles: Record<string, number> = {};
        for (const [table, key] of Object.entries(keys)) {
          const [found] = await rows<{ n: number }>(
            `SELECT count(*)::int AS n FROM (SELECT FROM ${table} GROUP BY ${key} HAVING count(*) > 1) AS twice`,
          );
          doubles[table] = found?.n ?? 0;
        }
        const sent = loads.flatMap((load) => [...load.traces]);
        return {
          traces: sent.filter((id) => !whole.has(id)),
          lines: loads.flatMap((load) => [...load.lines]).filter((id) => !lines.has(id)),
          executions: sent.filter((id) => !executed.has(id)),
          doubles,
        };
      } finally {
        await client.end();
      }
    },
    timeoutMs,
    500,
  );
}
