import type pg from 'pg';
import type { PriceTable } from '../prices/price-table.ts';
import type { Sealing } from '../sealing/sealing.ts';
import { inJob } from '../self/watch.ts';
import { KnownSeries, type NamedSeries } from '../store/call-series.ts';
import { inTransaction, isPassing } from '../store/database.ts';
import type { ExecutionRow } from '../store/execution-row.ts';
import { type ExecutionChange, type FoldOutcome, foldTraces } from './fold-traces.ts';
import type { FoldClock } from './inputs.ts';

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
    // As in the writer.
    options.pool.on('connect', () => this.#series.forgetStored());
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
      // In one order everywhere, or two hubs that fold traces of the same projects could wait for each other.
      for (const [project, traceIds] of [...traces.byProject].sort(([a], [b]) => (a < b ? -1 : 1))) {
        const outcome = await foldTraces(
          client,
          { project, traceIds: [...traceIds] },
          { ...this.#options, series: this.#series },
        );
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
