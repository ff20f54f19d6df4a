import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveChange } from '../api/context.ts';
import type { Bus } from '../live/bus.ts';
import type { Reads } from '../store/database.ts';
import { readExecutionsById } from '../store/read-executions-by-id.ts';

/** Between two reads, so that those of a burst are a few. */
const GAP_MS = 50;
const RETRY_MS = 1000;
const MOST_PER_READ = 200;
/** Executions that may wait to be read; with more, who watches is told to look for itself. */
const MOST_WAITING = 5000;

export interface ChangesElsewhereOptions {
  readonly database: Reads;
  readonly liveExecutions: Bus<LiveChange>;
  /** Told once until a read succeeds. */
  readonly onError: (error: unknown) => void;
}

/** Reads executions that other hubs changed, while somebody watches any here, and hands them on. */
export class ChangesElsewhere {
  readonly #options: ChangesElsewhereOptions;
  readonly #waiting = new Map<string, Set<string>>();
  readonly #end = new AbortController();
  #running: Promise<void> | null = null;

  constructor(options: ChangesElsewhereOptions) {
    this.#options = options;
  }

  changed(project: string, ids: readonly string[]): void {
    if (this.#options.liveExecutions.size === 0 || this.#end.signal.aborted) return;
    const waiting = this.#waiting.get(project) ?? new Set();
    this.#waiting.set(project, waiting);
    for (const id of ids) waiting.add(id);
    const count = this.#waiting.values().reduce((sum, { size }) => sum + size, 0);
    if (count > MOST_WAITING) this.missed();
    else
      this.#running ??= this.#run().finally(() => {
        this.#running = null;
      });
  }

  /** Nobody knows which changed: who watches is to look for itself. */
  missed(): void {
    this.#waiting.clear();
    this.#options.liveExecutions.publish('missed');
  }

  async close(): Promise<void> {
    this.#end.abort();
    this.#waiting.clear();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { database, liveExecutions, onError } = this.#options;
    const { signal } = this.#end;
    let isFailing = false;
    for (;;) {
      const [next] = this.#waiting;
      if (next === undefined) return;
      const [project, waiting] = next;
      const ids = [...waiting].slice(0, MOST_PER_READ);
      for (const id of ids) waiting.delete(id);
      if (waiting.size === 0) this.#waiting.delete(project);
      try {
        const rows = await readExecutionsById(database, project, ids);
        const known = new Map(rows.map((row) => [row.id, row]));
        for (const id of ids) liveExecutions.publish({ project, id, row: known.get(id) ?? null });
        isFailing = false;
      } catch (error) {
        if (!isFailing) onError(error);
        isFailing = true;
        this.changed(project, ids);
      }
      await sleep(isFailing ? RETRY_MS : GAP_MS, undefined, { signal }).catch(() => {});
    }
  }
}
