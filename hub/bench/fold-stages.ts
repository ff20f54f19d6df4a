import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { Folder } from '../src/fold/folder.ts';
import { decode } from '../src/otlp/decode.ts';
import { defaultOtlpLimits } from '../src/otlp/limits.ts';
import { startEmbeddedPostgres } from '../src/postgres/embedded-postgres.ts';
import { loadPriceTable } from '../src/prices/load-price-table.ts';
import { Keyring } from '../src/sealing/sealing.ts';
import type { Batch } from '../src/store/batch.ts';
import { migrateDatabase, openDatabase } from '../src/store/database.ts';
import { ensureDays } from '../src/store/maintenance.ts';
import { batchOf } from '../src/store/rows.ts';
import { SourceIds } from '../src/store/source-ids.ts';
import { Writer } from '../src/store/writer.ts';

const sources = new SourceIds();
const prices = loadPriceTable();

/** What the hub stores of requests. */
export function batchesOf(bodies: readonly Uint8Array[]): Batch[] {
  const context = { sources, prices, sealing: new Keyring() };
  return bodies.map((body) => {
    const decoded = decode('traces', 'protobuf', Buffer.from(body), defaultOtlpLimits);
    return batchOf('default', decoded, context).batch;
  });
}

/**
 * Stores requests, then folds them with nothing else going on: how long that took by statement, in microseconds a span. What
 * the process itself took is all but the waits for PostgreSQL.
 */
export async function foldStages(
  bodies: readonly Uint8Array[],
  onDatabase: (pid: number) => void,
): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'observatory-bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => {} });
  onDatabase(postgres.pid ?? 0);
  const database = openDatabase(postgres.connection, () => {});
  try {
    await migrateDatabase(database, fileURLToPath(new URL('../migrations', import.meta.url)));
    await ensureDays(database);
    const pool = database.workPool;
    const writer = new Writer({
      pool,
      sources: new SourceIds(),
      sealing: database.sealing,
      onCommit: () => {},
      maxWaitingBytes: Number.POSITIVE_INFINITY,
    });
    const batches = batchesOf(bodies);
    let spans = 0;
    for (const batch of batches) spans += batch.spans.length;
    await Promise.all(batches.map((batch) => writer.add(batch)));
    await writer.close();
    const clock = () => ({
      nowUs: Date.now() * 1000,
      timeoutUs: 3.6e9,
      heartbeatTimeoutUs: 6e7,
      listeningSinceUs: 0,
    });
    const folder = new Folder({ pool, sealing: database.sealing, prices, clock, ...silent });
    const waits = noteWaits();
    const startedMs = performance.now();
    const cpuBefore = process.cpuUsage();
    folder.wake();
    for (let left = 1; left > 0; ) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      left =
        (await database.urgent.pool.query<{ n: number }>('SELECT count(*) AS n FROM fold_queue')).rows[0]
          ?.n ?? 0;
    }
    await folder.close();
    const tookMs = performance.now() - startedMs;
    const cpu = process.cpuUsage(cpuBefore);
    const stages = [...waits.stop()]
      .filter(([name]) => !name.startsWith('SELECT count'))
      .sort(([, a], [, b]) => b - a);
    const perSpan = (ms: number) => ((ms * 1000) / spans).toFixed(1).padStart(7);
    return [
      `fold of ${spans} spans alone: ${Math.round((spans * 1000) / tookMs)} spans a second, of which in microseconds a span`,
      `${perSpan((cpu.user + cpu.system) / 1000)} CPU of the hub`,
      ...stages.slice(0, 14).map(([name, ms]) => `${perSpan(ms)} waited for ${name}`),
    ].join('\n');
  } finally {
    await database.close();
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const silent = {
  onChange: () => {},
  onError: (error: unknown) => console.error(error),
  onSetAside: (_: readonly string[], error: unknown) => console.error(error),
};

/** Notes how long each statement that this process sends is waited for. */
function noteWaits(): { stop(): Map<string, number> } {
  const waits = new Map<string, number>();
  const query = pg.Client.prototype.query;
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const startedMs = performance.now();
    const sent = (query as (...all: unknown[]) => unknown).apply(this, given);
    const note = () => {
      const name = nameOf(given[0]);
      waits.set(name, (waits.get(name) ?? 0) + performance.now() - startedMs);
    };
    if (sent instanceof Promise) sent.then(note, note);
    else if (sent instanceof Writable) sent.once('finish', note);
    return sent;
  } as typeof query;
  return {
    stop() {
      pg.Client.prototype.query = query;
      return waits;
    },
  };
}

function nameOf(first: unknown): string {
  const { name, text, cursor } = (typeof first === 'string' ? { text: first } : first) as {
    name?: string;
    text?: string;
    cursor?: { text?: string };
  };
  return name ?? (text ?? cursor?.text ?? 'COPY').replace(/\s+/g, ' ').slice(0, 60);
}
