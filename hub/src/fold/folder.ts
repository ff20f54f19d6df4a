import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import type { PriceTable } from '../prices/price-table.ts';
import { inTransaction } from '../store/database.ts';
import { type ExecutionRow, executionRow } from '../store/execution-row.ts';
import { isoOfMicros, nowMicros } from '../store/micros.ts';
import { readExecutionRows } from '../store/read-executions.ts';
import { foldTrace } from './fold-trace.ts';
import { loadTraces } from './load.ts';

/** An execution that a fold changed: as it was (null where it is new) and as it is. */
export interface ExecutionChange {
  readonly before: ExecutionRow | null;
  readonly after: ExecutionRow;
}

export interface FolderOptions {
  readonly pool: pg.Pool;
  readonly prices: PriceTable;
  readonly timeoutUs: number;
  readonly onChange: (changes: readonly ExecutionChange[]) => void;
  readonly onError: (error: unknown) => void;
}

const MAX_CLAIMED = 1000;
/** What arrives together is folded together; short enough to look live. */
const DELAY_MS = 50;
const RETRY_MS = 1000;

/**
 * Folds traces that got new spans or events into executions. The queue is in the database and is written in the
 * transaction that stores the facts, so that a crash loses nothing: what was not folded is folded after the start.
 */
export class Folder {
  readonly #options: FolderOptions;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #lastDurationMs = 0;
  #woken = false;
  #closed = false;

  constructor(options: FolderOptions) {
    this.#options = options;
  }

  /** Something is in the queue. */
  wake(): void {
    this.#woken = true;
    // Twice the last run is left free between runs, so that folding never takes all of a core from ingest.
    this.#schedule(Math.max(DELAY_MS, 2 * this.#lastDurationMs));
  }

  /** Folds now until the queue is empty. */
  async drain(): Promise<void> {
    await this.#running;
    while ((await this.#foldClaimed()) > 0);
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(delayMs: number): void {
    if (this.#timer || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#running = this.#run().finally(() => {
        this.#running = null;
      });
    }, delayMs);
  }

  async #run(): Promise<void> {
    const startedMs = performance.now();
    this.#woken = false;
    try {
      const claimed = await this.#foldClaimed();
      this.#lastDurationMs = performance.now() - startedMs;
      this.#timer = null;
      if (claimed > 0 || this.#woken) this.wake();
    } catch (error) {
      this.#options.onError(error);
      this.#timer = null;
      this.#schedule(RETRY_MS);
    }
  }

  /** Resolves with how many queue entries it took. */
  async #foldClaimed(): Promise<number> {
    const { pool, onChange } = this.#options;
    const { claimed, changes } = await inTransaction(pool, async (client) => {
      const traces = await claim(client);
      const changes: ExecutionChange[] = [];
      for (const [project, traceIds] of traces.byProject) {
        changes.push(...(await this.#foldTraces(client, project, [...traceIds])));
      }
      return { claimed: traces.claimed, changes };
    });
    if (changes.length > 0) onChange(changes);
    return claimed;
  }

  async #foldTraces(client: pg.PoolClient, project: string, traceIds: string[]): Promise<ExecutionChange[]> {
    await lockTraces(client, traceIds);
    const clock = { nowUs: nowMicros(), timeoutUs: this.#options.timeoutUs };
    const inputs = await loadTraces(client, project, traceIds, this.#options.prices);
    const before = new Map((await readExecutionRows(client, project, traceIds)).map((row) => [row.id, row]));
    const changes: ExecutionChange[] = [];
    for (const input of inputs) {
      for (const execution of foldTrace(input, clock).executions) {
        const after = executionRow(project, execution);
        const old = before.get(after.id) ?? null;
        if (!isDeepStrictEqual(old, after)) changes.push({ before: old, after });
      }
    }
    await writeExecutions(client, changes);
    return changes;
  }
}

async function claim(
  client: pg.PoolClient,
): Promise<{ claimed: number; byProject: Map<string, Set<string>> }> {
  const result = await client.query<{ project: string; trace_id: string }>({
    name: 'fold-claim',
    text: `WITH claimed AS (SELECT id FROM fold_queue ORDER BY id LIMIT ${MAX_CLAIMED} FOR UPDATE SKIP LOCKED)
           DELETE FROM fold_queue q USING claimed c WHERE q.id = c.id
           RETURNING q.project, encode(q.trace_id, 'hex') AS trace_id`,
  });
  const byProject = new Map<string, Set<string>>();
  for (const { project, trace_id } of result.rows) {
    const traces = byProject.get(project);
    if (traces) traces.add(trace_id);
    else byProject.set(project, new Set([trace_id]));
  }
  return { claimed: result.rows.length, byProject };
}

/** Two hubs never fold one trace at once: the later one then sees what the earlier one read. Sorted, so no deadlock. */
async function lockTraces(client: pg.PoolClient, traceIds: string[]): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended(t, 0)) FROM unnest($1::text[]) AS t', [
    traceIds.sort(),
  ]);
}

async function writeExecutions(client: pg.PoolClient, changes: readonly ExecutionChange[]): Promise<void> {
  const moved = changes.filter(
    ({ before, after }) => before !== null && before.started_at !== after.started_at,
  );
  for (const { before } of moved) {
    await client.query('DELETE FROM agent_executions WHERE project = $1 AND started_at = $2 AND id = $3', [
      before?.project,
      isoOfMicros(before?.started_at ?? 0),
      Buffer.from(before?.id ?? '', 'hex'),
    ]);
  }
  if (changes.length === 0) return;
  await client.query({
    name: 'fold-write',
    text: `INSERT INTO agent_executions SELECT * FROM json_populate_recordset(null::agent_executions, $1)
           ON CONFLICT (project, started_at, id) DO UPDATE SET
             parent_id = excluded.parent_id, kind = excluded.kind, name = excluded.name,
             operation = excluded.operation, status = excluded.status, error_type = excluded.error_type,
             error_message = excluded.error_message, ended_at = excluded.ended_at,
             last_event_at = excluded.last_event_at, service = excluded.service, user_id = excluded.user_id,
             session_id = excluded.session_id, task_id = excluded.task_id,
             conversation_id = excluded.conversation_id, workflow_id = excluded.workflow_id,
             step_count = excluded.step_count, llm_calls = excluded.llm_calls, tool_calls = excluded.tool_calls,
             input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens,
             cost_pico = excluded.cost_pico, unpriced_calls = excluded.unpriced_calls,
             total = excluded.total, own = excluded.own, marks = excluded.marks`,
    values: [JSON.stringify(changes.map(({ after }) => databaseRow(after)))],
  });
  await client.query(
    `INSERT INTO workflows (project, name, first_seen_at, last_seen_at)
     SELECT project, name, min(started_at), max(started_at)
     FROM json_populate_recordset(null::agent_executions, $1) WHERE kind = 'workflow' GROUP BY project, name
     ON CONFLICT (project, name) DO UPDATE SET
       first_seen_at = least(workflows.first_seen_at, excluded.first_seen_at),
       last_seen_at = greatest(workflows.last_seen_at, excluded.last_seen_at)`,
    [
      JSON.stringify(
        changes.filter(({ after }) => after.kind === 'workflow').map(({ after }) => databaseRow(after)),
      ),
    ],
  );
}

const bytea = (hex: string | null) => (hex === null ? null : `\\x${hex}`);
const time = (us: number | null) => (us === null ? null : isoOfMicros(us));

/** The row in the text forms that PostgreSQL reads. */
function databaseRow(row: ExecutionRow) {
  return {
    ...row,
    started_at: time(row.started_at),
    ended_at: time(row.ended_at),
    last_event_at: time(row.last_event_at),
    id: bytea(row.id),
    trace_id: bytea(row.trace_id),
    span_id: bytea(row.span_id),
    parent_id: bytea(row.parent_id),
  };
}
