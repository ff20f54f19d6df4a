import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import { queueFigures } from '../figures/queue-figures.ts';
import { type FoundMemorySpan, memorySpansOf, rememberSpans } from '../memory/remember-spans.ts';
import type { PriceTable } from '../prices/price-table.ts';
import { dropErased } from '../privacy/delete-erased.ts';
import type { Sealing } from '../sealing/sealing.ts';
import { inJob } from '../self/watch.ts';
import { type CallRow, callRows } from '../store/call-row.ts';
import { KnownSeries, type NamedSeries } from '../store/call-series.ts';
import { inTransaction, isPassing } from '../store/database.ts';
import { type ExecutionRow, executionRow } from '../store/execution-row.ts';
import { readExecutionRows } from '../store/read-executions.ts';
import { correctSeen } from '../workflows/correct-seen.ts';
import { foldTrace } from './fold-trace.ts';
import type { FoldClock } from './inputs.ts';
import { loadTracesOnce } from './load-once.ts';
import { type WaitingTrace, writeWaiting } from './waiting.ts';
import { writeCalls } from './write-calls.ts';
import { deleteExecutions, writeExecutions } from './write-executions.ts';

/** An execution that a fold changed: as it was (null where it is new) and as it is. */
export interface ExecutionChange {
  readonly before: ExecutionRow | null;
  readonly after: ExecutionRow;
}

/** What a fold did to the rows of executions. */
export interface FoldOutcome {
  readonly changes: readonly ExecutionChange[];
  /** Rows that are no more: what looked like an execution became a step when the span above it came. */
  readonly gone: readonly ExecutionRow[];
}

/** What a fold of some traces did, to be told once it commits. */
interface Folded extends FoldOutcome {
  readonly series: readonly NamedSeries[];
}

export interface FolderOptions {
  readonly pool: pg.Pool;
  readonly sealing: Sealing;
  readonly prices: PriceTable;
  readonly clock: () => FoldClock;
  readonly onChange: (outcome: FoldOutcome) => void;
  /** Whether much waits to be stored: then folding waits too, within bounds. */
  readonly isIngestBusy?: () => boolean;
  readonly onError: (error: unknown) => void;
  /** A trace that cannot be folded was taken out of the queue; its spans and events stay. */
  readonly onSetAside: (traceIds: readonly string[], error: unknown) => void;
}

/** Queue entries of one transaction. */
const MAX_CLAIMED = 1000;
/** What arrives together is folded together; short enough to look live. */
const DELAY_MS = 50;
/** The same where more waits than one run takes. */
const BREATH_MS = 5;
/** How long traces are folded before requests get their turn. */
const TURN_MS = 10;
/** How long folding lets a burst of ingest go first. */
const MAX_WAIT_MS = 1000;
const RETRY_MS = 1000;

/**
 * Folds traces that got new spans or events into executions. The queue is in the database and is written in the
 * transaction that stores the facts, so that a crash loses nothing: what was not folded is folded after the start.
 */
export class Folder {
  readonly #options: FolderOptions;
  readonly #series = new KnownSeries();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #lastDurationMs = 0;
  #claimed = MAX_CLAIMED;
  /** When the first of what is to be folded now was announced. */
  #wokenAtMs: number | null = null;
  /** Whether the last run left entries in the queue. */
  #isBehind = false;
  #closed = false;

  constructor(options: FolderOptions) {
    this.#options = options;
  }

  /** Something is in the queue. */
  wake(): void {
    this.#wokenAtMs ??= performance.now();
    // While a burst is under way as long as the last run took is left free, so that folding takes no more than half of a core from
    // ingest; no more than a second, since a run may have waited for a connection.
    const restMs = this.#options.isIngestBusy?.() ? Math.min(MAX_WAIT_MS, this.#lastDurationMs) : 0;
    this.#schedule(Math.max(this.#isBehind ? BREATH_MS : DELAY_MS, restMs));
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(delayMs: number): void {
    if (this.#timer || this.#closed) return;
    this.#timer = setTimeout(() => {
      if (this.#letsIngestGoFirst()) {
        this.#timer = null;
        this.#schedule(DELAY_MS);
        return;
      }
      this.#running = this.#run().finally(() => {
        this.#running = null;
      });
    }, delayMs);
  }

  #letsIngestGoFirst(): boolean {
    const waitedMs = performance.now() - (this.#wokenAtMs ?? Number.NEGATIVE_INFINITY);
    return !this.#isBehind && waitedMs < MAX_WAIT_MS && (this.#options.isIngestBusy?.() ?? false);
  }

  async #run(): Promise<void> {
    const startedMs = performance.now();
    this.#wokenAtMs = null;
    const limit = this.#claimed;
    try {
      const claimed = await this.#foldOrSetAside();
      // A run that found nothing took time of nobody's but its own start, or of a busy machine.
      this.#lastDurationMs = claimed === 0 ? 0 : performance.now() - startedMs;
      this.#timer = null;
      this.#isBehind = claimed >= limit;
      if (claimed > 0 || this.#wokenAtMs !== null) this.wake();
    } catch (error) {
      this.#options.onError(error);
      this.#timer = null;
      this.#schedule(RETRY_MS);
    }
  }

  /**
   * One trace that cannot be folded must not hold up the others: what fails for a fault of its content is tried again
   * entry by entry, and the one that fails alone is set aside until something new arrives for it.
   */
  async #foldOrSetAside(): Promise<number> {
    try {
      const claimed = await this.#foldClaimed();
      this.#claimed = Math.min(MAX_CLAIMED, this.#claimed * 2);
      return claimed;
    } catch (error) {
      if (isPassing(error)) throw error;
      if (this.#claimed > 1) {
        this.#claimed = 1;
        return this.#foldOrSetAside();
      }
      const { pool, onSetAside } = this.#options;
      const { claimed, byProject } = await inTransaction(pool, (client) => claim(client, 1));
      onSetAside(
        [...byProject.values()].flatMap((traces) => [...traces]),
        error,
      );
      return claimed;
    }
  }

  /** Resolves with how many queue entries it took. */
  async #foldClaimed(): Promise<number> {
    const { pool, onChange } = this.#options;
    const changes: ExecutionChange[] = [];
    const gone: ExecutionRow[] = [];
    const series: NamedSeries[] = [];
    const foldAll = async (client: pg.PoolClient) => {
      const traces = await claim(client, this.#claimed);
      for (const [project, traceIds] of traces.byProject) {
        const outcome = await this.#foldTraces(client, project, [...traceIds]);
        changes.push(...outcome.changes);
        gone.push(...outcome.gone);
        series.push(...outcome.series);
      }
      return traces.claimed;
    };
    // What hubs tell of themselves is in traces that change no execution.
    const changed = () => changes.length + gone.length > 0;
    const claimed = await inJob('fold', () => inTransaction(pool, foldAll), changed);
    for (const one of series) one.isStored = true;
    if (changes.length + gone.length > 0) onChange({ changes, gone });
    return claimed;
  }

  async #foldTraces(client: pg.PoolClient, project: string, traceIds: string[]): Promise<Folded> {
    await lockTraces(client, traceIds);
    await dropErased(client, project, traceIds);
    const { prices, sealing } = this.#options;
    // What does not open stays as it is: a fold without it would put its loss in place of what is known.
    const store = { pool: client, sealing, strictly: true };
    const inputs = await loadTracesOnce(store, project, traceIds, prices);
    const clock = this.#options.clock();
    const before = new Map((await readExecutionRows(store, project, traceIds)).map((row) => [row.id, row]));
    const gone = new Map(before);
    const changes: ExecutionChange[] = [];
    const calls: CallRow[] = [];
    const waiting: WaitingTrace[] = [];
    const memory: FoundMemorySpan[] = [];
    let turnMs = performance.now();
    for (const input of inputs) {
      if (performance.now() - turnMs > TURN_MS) {
        await setImmediate();
        turnMs = performance.now();
      }
      const folded = foldTrace(input, clock);
      const { executions, waitsUntilUs } = folded;
      calls.push(...callRows(project, folded));
      memory.push(...memorySpansOf(input, folded));
      if (waitsUntilUs !== null) waiting.push({ traceId: input.traceId, dueUs: waitsUntilUs });
      for (const execution of executions) {
        const after = executionRow(project, execution);
        gone.delete(after.id);
        const old = before.get(after.id) ?? null;
        if (!isDeepStrictEqual(old, after)) changes.push({ before: old, after });
      }
    }
    const moved = changes.flatMap(({ before: old, after }) =>
      old !== null && old.started_at !== after.started_at ? [old] : [],
    );
    const replaced = changes.flatMap(({ before: old }) => (old === null ? [] : [old]));
    await deleteExecutions(client, [...replaced, ...gone.values()]);
    await writeExecutions(
      client,
      changes.map(({ after }) => after),
      sealing,
    );
    const renamed = changes.flatMap(({ before: old, after }) =>
      old !== null && (old.name !== after.name || old.kind !== after.kind) ? [old] : [],
    );
    await correctSeen(client, [...moved, ...renamed, ...gone.values()]);
    await rememberSpans(client, sealing, project, memory);
    const known = new Set(Array.from(before.values(), (row) => row.trace_id));
    const written = await writeCalls(client, { project, rows: calls, known: [...known] }, this.#series);
    const changedRows = [
      ...changes.flatMap(({ before: old, after }) => [old ?? after, after]),
      ...gone.values(),
    ];
    await queueFigures(client, project, [...written.startsUs, ...changedRows.map((row) => row.started_at)]);
    await writeWaiting(client, project, waiting);
    return { changes, gone: [...gone.values()], series: written.series };
  }
}

async function claim(
  client: pg.PoolClient,
  limit: number,
): Promise<{ claimed: number; byProject: Map<string, Set<string>> }> {
  const result = await client.query<{ project: string; trace_id: string }>({
    name: 'fold-claim',
    text: `WITH claimed AS (SELECT id FROM fold_queue ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
           DELETE FROM fold_queue q USING claimed c WHERE q.id = c.id
           RETURNING q.project, encode(q.trace_id, 'hex') AS trace_id`,
    values: [limit],
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
