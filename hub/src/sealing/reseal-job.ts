import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { type Database, inTransaction, sqlState } from '../store/database.ts';
import { resealStep, START } from './reseal.ts';
import { resealSecrets } from './reseal-secrets.ts';
import { type SealedTable, sealedTables } from './sealed-rows.ts';
import type { Sealing } from './sealing.ts';

export interface ResealOptions {
  readonly database: Pick<Database, 'workPool'>;
  readonly sealing: Sealing;
  /** Whether much waits to be stored: then this waits too. */
  readonly isIngestBusy: () => boolean;
  readonly onError: (error: unknown) => void;
  /** How long a key seals before a pass for it begins: rows that came under another one are stored by then. */
  readonly settleMs?: number;
  /** How often to look whether there is anything to do. */
  readonly everyMs?: number;
}

const SETTLE_MS = 30_000;
const EVERY_MS = 5000;
const BUSY_MS = 200;
/** After a whole pass, the next one that only makes sure. */
const AGAIN_AFTER = '1 day';
const UNDEFINED_TABLE = '42P01';

interface JobRow {
  readonly paused: boolean;
  readonly key_id: string | null;
  readonly relation: string | null;
  readonly position: string | null;
  readonly isDue: boolean;
}

/**
 * Seals anew what is stored under other keys than the one that seals now, or in plain, partition by partition. Hubs on one
 * database take turns: each step is a transaction that holds the job's row. It rests as long as it works.
 */
export class ResealJob {
  readonly #options: Required<ResealOptions>;
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #keyId: string | null = null;
  #sinceMs = 0;
  #isFailing = false;

  constructor(options: ResealOptions) {
    this.#options = { settleMs: SETTLE_MS, everyMs: EVERY_MS, ...options };
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { everyMs, isIngestBusy, onError } = this.#options;
    let waitMs = 0;
    while (!this.#stop.signal.aborted) {
      await sleep(waitMs, undefined, { signal: this.#stop.signal, ref: false }).catch(() => {});
      if (this.#stop.signal.aborted) return;
      if (isIngestBusy()) {
        waitMs = BUSY_MS;
        continue;
      }
      const startedMs = performance.now();
      try {
        const worked = await this.#step();
        waitMs = worked ? performance.now() - startedMs : everyMs;
        this.#isFailing = false;
      } catch (error) {
        if (!this.#isFailing) onError(error);
        this.#isFailing = true;
        waitMs = everyMs;
      }
    }
  }

  /** Resolves with whether there was anything to do. */
  async #step(): Promise<boolean> {
    const { database, sealing, settleMs } = this.#options;
    const { keyId } = sealing;
    if (keyId === null) return false;
    if (this.#keyId !== keyId) {
      this.#keyId = keyId;
      this.#sinceMs = performance.now();
    }
    if (performance.now() - this.#sinceMs < settleMs) return false;
    return inTransaction(database.workPool, async (client) => {
      const jobs = await client.query<JobRow>(
        `SELECT paused, key_id, relation, position,
                finished_at IS NULL OR finished_at < now() - interval '${AGAIN_AFTER}' AS "isDue"
         FROM encryption_job FOR UPDATE SKIP LOCKED`,
      );
      const [job] = jobs.rows;
      if (job === undefined || job.paused) return false;
      if (job.key_id !== keyId || (job.relation === null && job.isDue)) {
        const [first] = await relationsOf(client);
        await client.query(
          `UPDATE encryption_job SET key_id = $1, relation = $2, position = $3, resealed = 0, unreadable = 0,
             started_at = now(), finished_at = NULL`,
          [keyId, first?.name ?? null, START],
        );
        return true;
      }
      if (job.relation === null) return false;
      await this.#advance(client, job.relation, job.position ?? START);
      return true;
    });
  }

  async #advance(client: pg.PoolClient, relation: string, after: string): Promise<void> {
    const relations = await relationsOf(client);
    const found = relations.find(({ name }) => name === relation);
    let next: string | null = null;
    if (found !== undefined) {
      await client.query('SAVEPOINT step');
      try {
        const done = await resealStep(client, this.#options.sealing, { relation, table: found.table, after });
        next = done.after;
        await client.query(
          'UPDATE encryption_job SET resealed = resealed + $1, unreadable = unreadable + $2',
          [done.resealed, done.unreadable],
        );
        if (next === null) await countRows(client, relation);
      } catch (error) {
        // Its day is over.
        if (sqlState(error) !== UNDEFINED_TABLE) throw error;
        await client.query('ROLLBACK TO SAVEPOINT step');
        next = null;
      }
    }
    if (next !== null) {
      await client.query('UPDATE encryption_job SET position = $1', [next]);
      return;
    }
    // In the order of their names, so that what was made or dropped meanwhile is neither left out nor done twice.
    const following = relations.find(({ name }) => name > relation);
    if (following !== undefined) {
      await client.query('UPDATE encryption_job SET relation = $1, position = $2', [following.name, START]);
      return;
    }
    await client.query('DELETE FROM encryption_counts WHERE relation <> ALL($1::text[])', [
      relations.map(({ name }) => name),
    ]);
    const secrets = await resealSecrets(client, this.#options.sealing);
    await client.query('UPDATE encryption_job SET resealed = resealed + $1, unreadable = unreadable + $2', [
      secrets.resealed,
      secrets.unreadable,
    ]);
    // Rows that somebody had in hand, or that came under another key after all, are for another pass.
    await client.query(
      `UPDATE encryption_job SET
         relation = CASE WHEN others.rows > unreadable THEN $2 END,
         position = CASE WHEN others.rows > unreadable THEN $3 END,
         finished_at = CASE WHEN others.rows <= unreadable THEN now() END,
         unreadable = CASE WHEN others.rows > unreadable THEN 0 ELSE unreadable END
       FROM (SELECT coalesce(sum(rows), 0) AS rows FROM encryption_counts WHERE key_id <> $1) AS others`,
      [this.#options.sealing.keyId, relations[0]?.name ?? null, START],
    );
  }
}

interface Relation {
  readonly name: string;
  readonly table: SealedTable;
}

/** Partitions, and tables that have none, by name. */
async function relationsOf(client: pg.PoolClient): Promise<Relation[]> {
  const result = await client.query<Relation>(
    `SELECT c.relname AS name, t.name AS "table"
     FROM unnest($1::text[]) AS t(name)
     JOIN pg_class p ON p.oid = to_regclass(t.name)
     LEFT JOIN pg_inherits i ON i.inhparent = p.oid
     JOIN pg_class c ON c.oid = coalesce(i.inhrelid, p.oid) AND c.relkind = 'r'
     ORDER BY c.relname COLLATE "C"`,
    [Object.keys(sealedTables)],
  );
  return result.rows;
}

async function countRows(client: pg.PoolClient, relation: string): Promise<void> {
  await client.query('DELETE FROM encryption_counts WHERE relation = $1', [relation]);
  await client.query(
    `INSERT INTO encryption_counts (relation, key_id, rows, counted_at)
     SELECT $1, coalesce(sealed_by, ''), count(*), now() FROM ${client.escapeIdentifier(relation)} GROUP BY 2`,
    [relation],
  );
}
