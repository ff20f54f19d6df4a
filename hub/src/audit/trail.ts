import type pg from 'pg';
import { FIRST_PROJECT } from '../access/principal.ts';
import { HubError } from '../errors.ts';
import { type Audit, type AuditEntry, theHub } from './audit.ts';
import { entryText } from './entry-text.ts';

/** Entries of one transaction; more wait for the next. */
const MOST_AT_ONCE = 500;
/** Entries that wait; beyond, none is taken. Some 10 MB. */
const MOST_WAITING = 10_000;
const WRITE_TIMEOUT_MS = 10_000;

/** After a time in which entries could not be written. */
const resumed: AuditEntry = {
  project: FIRST_PROJECT,
  actor: theHub,
  address: null,
  action: 'audit.resume',
  target: '',
  outcome: 'done',
};

interface Waiting {
  readonly text: string;
  readonly resolve: () => void;
  readonly reject: (error: HubError) => void;
}

export interface TrailOptions {
  readonly pool: pg.Pool;
  readonly onError: (error: unknown) => void;
  readonly timeoutMs?: number;
}

/**
 * Appends entries to the chain in the database. Those that come while a transaction is under way share the next one, so
 * that many at once cost few transactions.
 */
export class Trail implements Audit {
  readonly #options: TrailOptions;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #isDown = false;
  #resuming: Promise<void> | undefined;

  constructor(options: TrailOptions) {
    this.#options = options;
  }

  record(entry: AuditEntry): Promise<void> {
    if (this.#waiting.length >= MOST_WAITING)
      return Promise.reject(unavailable('more entries wait than it may hold'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ text: entryText(entry), resolve, reject });
      this.#writing ??= this.#writeAll();
    });
  }

  /** Rejects while the trail cannot be written; where the last write failed it tries one, which says so. */
  async ready(): Promise<void> {
    if (!this.#isDown) return;
    this.#resuming ??= this.record(resumed).finally(() => {
      this.#resuming = undefined;
    });
    await this.#resuming;
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MOST_AT_ONCE);
      try {
        await this.#write(batch.map(({ text }) => text));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        this.#options.onError(error);
        for (const { reject } of batch) reject(unavailable('the database does not take it', error));
      }
    }
    this.#writing = undefined;
  }

  async #write(entries: readonly string[]): Promise<void> {
    const { pool, timeoutMs = WRITE_TIMEOUT_MS } = this.#options;
    try {
      await pool.query({
        text: 'SELECT observatory_append_audit($1::text[])',
        values: [entries],
        // The server's own limit does not hold where the server is not reached.
        ...{ query_timeout: timeoutMs },
      });
      this.#isDown = false;
    } catch (error) {
      this.#isDown = true;
      throw error;
    }
  }
}

function unavailable(why: string, cause?: unknown): HubError {
  return new HubError(
    'OBS_AUDIT_UNAVAILABLE',
    `The audit trail cannot be written (${why}); what must be recorded is not answered. Ask again.`,
    { cause },
  );
}
