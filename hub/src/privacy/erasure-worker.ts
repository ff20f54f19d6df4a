import type pg from 'pg';
import { FIRST_PROJECT } from '../access/principal.ts';
import { inJob } from '../self/watch.ts';
import { type Database, inTransaction } from '../store/database.ts';
import type { ExecutionRow } from '../store/execution-row.ts';
import { isoOfMicros, nowMicros } from '../store/micros.ts';
import { readExecutionRows } from '../store/read-executions.ts';
import { collectTraces, userPart } from './collect-user.ts';
import { deleteTraces, type ErasedCounts, type ErasedTrace } from './delete-erased.ts';
import { deleteNamed } from './delete-named.ts';
import { type Erasure, readOpenErasures } from './erasures.ts';
import { deleteFromLoki, type LokiAnswer } from './loki-deletion.ts';
import { bumpPrivacyVersion } from './rule-store.ts';
import { unnameRules } from './unname-rules.ts';
import { unnameSaved } from './unname-saved.ts';

export interface ErasureWorkerOptions {
  readonly database: Database;
  /** Null where there is none. */
  readonly lokiUrl: string | null;
  /** Rows that are no more. */
  readonly onGone: (rows: readonly ExecutionRow[]) => void;
  /** What was told or kept in memory may be of somebody who was erased. Resolves when this hub takes no more of it in. */
  readonly onErased: () => Promise<void>;
  readonly onQueued: () => void;
  readonly onError: (error: unknown) => void;
  readonly everyMs?: number;
  /** How long after the first pass the second one is: by then no hub takes in what was erased. */
  readonly settleMs?: number;
}

const EVERY_MS = 5000;
/** Longer than another hub may not know of it. */
const SETTLE_MS = 10_000;
/** Traces of one transaction. */
const BATCH = 20;

/**
 * Erases users. What is to be done stands in the database, each step can be done again, and batches are claimed one by one: a
 * hub that is killed leaves nothing undone, and several hubs share the work.
 */
export class ErasureWorker {
  readonly #options: ErasureWorkerOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | null = null;
  #isWoken = false;
  #closed = false;

  constructor(options: ErasureWorkerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.wake(), this.#options.everyMs ?? EVERY_MS);
    this.wake();
  }

  /** There is something to do. */
  wake(): void {
    this.#isWoken = true;
    if (this.#running !== null || this.#closed) return;
    this.#running = this.#run().finally(() => {
      this.#running = null;
      if (this.#isWoken) this.wake();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#isWoken && !this.#closed) {
      this.#isWoken = false;
      try {
        for (const erasure of await readOpenErasures(this.#options.database.workPool))
          if (!this.#closed && (await inJob('erasures', () => this.#step(erasure)))) this.#isWoken = true;
      } catch (error) {
        this.#options.onError(error);
        return;
      }
    }
  }

  /** Does what is next of an erasure; resolves with whether something is to be done at once. */
  async #step(erasure: Erasure): Promise<boolean> {
    const { userId, state } = erasure;
    if (userId === null) return false;
    if (state === 'collecting') return this.#collect(erasure, userId);
    if (!(await this.#deleteAll(erasure, userId))) return false;
    if (state === 'checking') {
      await this.#finish(erasure);
      return false;
    }
    const settledUs = (erasure.collectedUs ?? 0) + 1000 * (this.#options.settleMs ?? SETTLE_MS);
    return nowMicros() >= settledUs && this.#check(erasure, userId);
  }

  /** Writes down which traces are the user's. From then on nothing of these is taken in. */
  async #collect({ id, project }: Erasure, userId: string): Promise<boolean> {
    const isMine = await inTransaction(this.#options.database.workPool, async (client) => {
      if (!(await claims(client, id, 'collecting'))) return false;
      await this.#collectInto(client, id, { project, userId, untilUs: null });
      await client.query("UPDATE erasures SET state = 'deleting', collected_at = $2 WHERE id = $1", [
        id,
        isoOfMicros(nowMicros()),
      ]);
      await bumpPrivacyVersion(client);
      return true;
    });
    await this.#options.onErased();
    return isMine;
  }

  /** Once more, for what came in while other hubs did not know: what is there of it now, and what came late. */
  async #check({ id, project, requestedUs }: Erasure, userId: string): Promise<boolean> {
    return inTransaction(this.#options.database.workPool, async (client) => {
      if (!(await claims(client, id, 'deleting'))) return false;
      await client.query('UPDATE erased_traces SET deleted_at = NULL WHERE erasure_id = $1', [id]);
      await this.#collectInto(client, id, { project, userId, untilUs: requestedUs });
      await client.query("UPDATE erasures SET state = 'checking' WHERE id = $1", [id]);
      return true;
    });
  }

  async #collectInto(
    client: pg.ClientBase,
    id: string,
    whose: { project: string; userId: string; untilUs: number | null },
  ): Promise<void> {
    await collectTraces(client, whose, (select, values) => ({
      text: `INSERT INTO erased_traces (project, trace_id, erasure_id, is_whole, span_ids, execution_ids, created_at)
             SELECT $1, found.trace_id, $${values.length + 1}::uuid, found.is_whole, '{}', '{}', now() FROM (${select}) AS found
             ON CONFLICT (project, trace_id) DO UPDATE SET erasure_id = excluded.erasure_id,
               is_whole = erased_traces.is_whole OR excluded.is_whole, deleted_at = NULL`,
      values: [...values, id],
    }));
  }

  /** Resolves with whether all is deleted; false where it stops before that, or another hub is at it. */
  async #deleteAll(erasure: Erasure, userId: string): Promise<boolean> {
    const { workPool } = this.#options.database;
    for (;;) {
      if (this.#closed) return false;
      const { claimed, rows } = await inTransaction(workPool, (client) =>
        this.#batch(client, erasure, userId),
      );
      if (rows.length > 0) this.#options.onGone(rows);
      if (claimed === 0) break;
    }
    const untilUs = erasure.state === 'checking' ? erasure.requestedUs : null;
    await unnameRules(workPool, erasure.project, userId);
    await unnameSaved(workPool, erasure.project, userId);
    await deleteNamed(workPool, { project: erasure.project, userId, untilUs }, (client, counts) =>
      count(client, erasure.id, counts),
    );
    await this.#askLoki(erasure, userId);
    const left = await workPool.query<{ waiting: number }>(
      'SELECT count(*) AS waiting FROM erased_traces WHERE erasure_id = $1 AND deleted_at IS NULL',
      [erasure.id],
    );
    return left.rows[0]?.waiting === 0;
  }

  async #batch(
    client: pg.PoolClient,
    { id, project }: Erasure,
    userId: string,
  ): Promise<{ claimed: number; rows: ExecutionRow[] }> {
    const { rows } = await client.query<{
      trace_id: Buffer;
      is_whole: boolean;
      span_ids: Buffer[];
      execution_ids: Buffer[];
    }>(
      `SELECT trace_id, is_whole, span_ids, execution_ids FROM erased_traces
       WHERE erasure_id = $1 AND deleted_at IS NULL ORDER BY trace_id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`,
      [id],
    );
    if (rows.length === 0) return { claimed: 0, rows: [] };
    const traceIds = rows.map((row) => row.trace_id.toString('hex'));
    // As a fold does, so that none writes what it read before.
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended(t, 0)) FROM unnest($1::text[]) AS t', [
      traceIds.sort(),
    ]);
    const traces: ErasedTrace[] = [];
    for (const row of rows) {
      const trace = { traceId: row.trace_id, isWhole: row.is_whole };
      if (row.is_whole) traces.push({ ...trace, spanIds: [], executionIds: [] });
      else {
        const part = await userPart(client, project, userId, row.trace_id);
        traces.push({
          ...trace,
          spanIds: merged(row.span_ids, part.spanIds),
          executionIds: merged(row.execution_ids, part.executionIds),
        });
      }
    }
    const rowsOf = () => {
      const { sealing } = this.#options.database;
      return readExecutionRows({ pool: client, sealing }, project, traceIds);
    };
    const before = await rowsOf();
    const counts = await deleteTraces(client, project, traces);
    const after = new Set((await rowsOf()).map((row) => row.id));
    for (const { traceId, isWhole, spanIds, executionIds } of traces) {
      await client.query(
        `UPDATE erased_traces SET deleted_at = now(), span_ids = $3, execution_ids = $4
         WHERE project = $1 AND trace_id = $2`,
        [project, traceId, spanIds, executionIds],
      );
      // What others did in it adds up anew.
      if (!isWhole)
        await client.query('INSERT INTO fold_queue (project, trace_id) VALUES ($1, $2)', [project, traceId]);
    }
    await count(client, id, counts);
    if (traces.some(({ isWhole }) => !isWhole)) this.#options.onQueued();
    return { claimed: rows.length, rows: before.filter((row) => !after.has(row.id)) };
  }

  async #askLoki({ id, project, loki, requestedUs }: Erasure, userId: string): Promise<void> {
    const { lokiUrl, database } = this.#options;
    // It tells no projects apart: a user of another one would lose the lines of who has the same id in the first.
    if (lokiUrl === null || project !== FIRST_PROJECT || loki?.accepted) return;
    const answer: LokiAnswer = await deleteFromLoki(lokiUrl, userId, requestedUs);
    await database.workPool.query('UPDATE erasures SET loki = $2 WHERE id = $1', [
      id,
      JSON.stringify(answer),
    ]);
  }

  async #finish({ id }: Erasure): Promise<void> {
    await inTransaction(this.#options.database.workPool, async (client) => {
      await client.query(
        "UPDATE erasures SET state = 'done', user_id = NULL, finished_at = $2 WHERE id = $1 AND finished_at IS NULL",
        [id, isoOfMicros(nowMicros())],
      );
      await bumpPrivacyVersion(client);
    });
    await this.#options.onErased();
  }
}

/** Takes the row of an erasure for this transaction; false where another hub has it, or has gone on. */
async function claims(client: pg.ClientBase, id: string, state: Erasure['state']): Promise<boolean> {
  const { rowCount } = await client.query(
    'SELECT FROM erasures WHERE id = $1 AND state = $2 FOR UPDATE SKIP LOCKED',
    [id, state],
  );
  return rowCount === 1;
}

function merged(a: readonly Buffer[], b: readonly Buffer[]): Buffer[] {
  const all = new Map([...a, ...b].map((id) => [id.toString('hex'), id]));
  return [...all.values()];
}

/** Adds to what an erasure deleted, in the transaction that did. */
async function count(client: pg.ClientBase, id: string, counts: ErasedCounts): Promise<void> {
  await client.query(
    `UPDATE erasures SET counts = (
       SELECT coalesce(jsonb_object_agg(kind, sum), '{}') FROM (
         SELECT kind, sum(count) AS sum FROM (
           SELECT key AS kind, value::bigint AS count FROM jsonb_each_text(counts)
           UNION ALL SELECT key, value::bigint FROM jsonb_each_text($2::jsonb)) AS added
         GROUP BY kind HAVING sum(count) > 0) AS summed)
     WHERE id = $1`,
    [id, JSON.stringify(counts)],
  );
}
