import type pg from 'pg';
import { applyAlertActions, noticesOf } from '../alerts/alert-actions.ts';
import { actionEvent, alertEvent } from '../alerts/alert-event.ts';
import { writeAlerts } from '../alerts/write-alerts.ts';
import { HubError } from '../errors.ts';
import type { QueueNotices } from '../notifications/queue-notices.ts';
import type { Sealing } from '../sealing/sealing.ts';
import { type Batch, byId, mergeBatches, type PendingEvent, type SentEvent, sizeOf } from './batch.ts';
import { copyInto } from './copy-into.ts';
import { copyHex, copyText } from './copy-text.ts';
import { inTransaction, isPassing, sqlState, storeError } from './database.ts';
import { type EncodedEvent, encodeEvent } from './event-row.ts';
import { writeHeartbeats } from './heartbeats.ts';
import { writeMetrics } from './metric-writer.ts';
import { CURSOR_LOCK } from './read-events.ts';
import { writeSnapshots } from './snapshots.ts';
import type { SourceIds } from './source-ids.ts';
import { type CopyTable, eventTable, foldQueueTable, logTable, spanTable } from './tables.ts';

const UNIQUE_VIOLATION = '23505';
const DEADLOCK = '40P01';
/** What a first try meets where rows are there already, or just come in another lane. */
const mergeable: ReadonlySet<string> = new Set([UNIQUE_VIOLATION, DEADLOCK]);
/** Transactions at once: while one waits for the disk, another one's rows are taken in. */
const LANES = 2;

export interface Committed {
  /** Events that were new, with their cursors, in order. */
  readonly events: readonly SentEvent[];
}

/** What a transaction wrote beside what its batch has. */
interface Written extends Committed {
  /** Shapes of events that were not known to be stored. */
  readonly shapes: Batch['shapes'];
}

interface Waiting {
  readonly batch: Batch;
  readonly size: number;
  readonly resolve: () => void;
  readonly reject: (error: HubError) => void;
}

export interface WriterOptions {
  readonly pool: pg.Pool;
  readonly sources: SourceIds;
  readonly sealing: Sealing;
  readonly onCommit: (committed: Committed) => void;
  /** What is told of alerts is queued in the transaction that changes them. */
  readonly queueNotices?: QueueNotices;
  /** Rough bytes that may wait; above, requests are refused as retryable. */
  readonly maxWaitingBytes: number;
}

/** Above it a burst is under way: some hundred spans. It is not over in the moment in which their senders are answered. */
const BUSY_BYTES = 128 * 1024;
const BURST_PAUSE_MS = 50;

/** Rough bytes of one transaction. */
const MAX_GROUP_BYTES = 16 * 1024 * 1024;

/**
 * Writes batches in groups: what arrives while transactions run goes into the next (group commit). A batch is
 * acknowledged after the commit that holds it. Those that hold events take turns (see writeEvents), so that the order
 * of cursors is the order of commits.
 */
export class Writer {
  readonly #options: WriterOptions;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #busyAtMs = Number.NEGATIVE_INFINITY;
  readonly #lanes = new Set<Promise<void>>();
  #closed = false;

  constructor(options: WriterOptions) {
    this.#options = options;
    // A new connection may lead to a server that took over without the last commits: what rows name must be in it too.
    options.pool.on('connect', () => options.sources.forgetStored());
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Whether a burst is under way, for which what is not urgent had better wait. */
  get isBusy(): boolean {
    return this.#waitingBytes > BUSY_BYTES || performance.now() - this.#busyAtMs < BURST_PAUSE_MS;
  }

  add(batch: Batch): Promise<void> {
    if (this.#closed) {
      return Promise.reject(
        new HubError('OBS_SHUTTING_DOWN', 'The hub is stopping. Send the request again.'),
      );
    }
    const size = sizeOf(batch);
    if (this.#waitingBytes + size > this.#options.maxWaitingBytes && this.#waitingBytes > 0) {
      const message = `More than ${this.#options.maxWaitingBytes} bytes wait to be stored. Send the request again.`;
      return Promise.reject(new HubError('OBS_OVERLOADED', message));
    }
    return new Promise((resolve, reject) => {
      this.#waitingBytes += size;
      if (this.#waitingBytes > BUSY_BYTES) this.#busyAtMs = performance.now();
      this.#waiting.push({ batch, size, resolve, reject });
      if (this.#lanes.size < LANES) this.#open();
    });
  }

  /** Refuses what comes from now on, and resolves when what waited is stored. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#lanes);
  }

  #open(): void {
    const lane: Promise<void> = this.#run(() => this.#lanes.delete(lane));
    this.#lanes.add(lane);
  }

  async #run(onEmpty: () => void): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#nextGroup();
      await this.#writeGroup(group);
      for (const waiting of group) this.#waitingBytes -= waiting.size;
    }
    // In the same turn as the look at the queue, so that what is added next opens a lane of its own.
    onEmpty();
  }

  #nextGroup(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const waiting of this.#waiting) {
      bytes += waiting.size;
      if (count > 0 && bytes > MAX_GROUP_BYTES) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  /** A group that fails for a fault of its content is written batch by batch, so that only the faulty one fails. */
  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    let committed: Committed;
    try {
      committed = await this.#write(mergeBatches(group.map((waiting) => waiting.batch)));
    } catch (error) {
      if (group.length > 1 && !isPassing(error))
        for (const waiting of group) await this.#writeGroup([waiting]);
      else for (const waiting of group) waiting.reject(storeError(error));
      return;
    }
    for (const waiting of group) waiting.resolve();
    this.#options.onCommit(committed);
  }

  async #write(batch: Batch): Promise<Committed> {
    const { pool, sources } = this.#options;
    const write = (copy: Copy) =>
      inTransaction(pool, (client) => writeBatch(client, batch, copy, this.#options));
    const merge = () => write(mergingCopy);
    const committed = await write(plainCopy).catch((error) => {
      if (!mergeable.has(sqlState(error) ?? '')) throw error;
      // Two lanes that merge the same rows at once may meet again; the one that lost goes once more, alone with them.
      return merge().catch((again) => (sqlState(again) === DEADLOCK ? merge() : Promise.reject(again)));
    });
    for (const { project, id } of batch.sources.values()) sources.markStored(project, id);
    for (const { shape } of batch.shapes.values()) shape.isStored = true;
    for (const { shape } of committed.shapes.values()) shape.isStored = true;
    return committed;
  }
}

/** Copies lines into a table; resolves with how many rows were new. */
type Copy = (
  client: pg.PoolClient,
  table: CopyTable,
  lines: readonly string[],
) => Promise<Set<number> | null>;

async function writeBatch(
  client: pg.PoolClient,
  batch: Batch,
  copy: Copy,
  { sealing, sources, queueNotices }: Pick<WriterOptions, 'sealing' | 'sources' | 'queueNotices'>,
): Promise<Written> {
  if (batch.sources.size > 0) await writeSources(client, batch);
  await writeShapes(client, batch.shapes);
  if (batch.spans.length > 0) await copy(client, spanTable, batch.spans);
  if (batch.logs.length > 0) await copy(client, logTable, batch.logs);
  const turned = batch.alerts.length > 0 ? await writeAlerts(client, batch.alerts) : [];
  const acted = batch.alertActions.length > 0 ? await applyAlertActions(client, batch.alertActions) : [];
  const notices = [...turned.map(({ row, status }) => ({ transition: status, row })), ...noticesOf(acted)];
  if (notices.length > 0) await queueNotices?.(client, notices);
  const alertEvents = [
    ...turned.map(({ row, status }) => alertEvent(row, status)),
    ...acted.map(({ row, action }) => actionEvent(row, action)),
  ];
  const pending = [...batch.events, ...alertEvents];
  const encoded = pending.map((event) => encodeEvent(event, sealing, sources.shapes));
  const shapes = unstoredShapes(encoded);
  await writeShapes(client, shapes);
  const events = await writeEvents(client, pending, encoded, copy);
  if (batch.snapshots.size > 0) await writeSnapshots(client, batch.snapshots, sealing);
  if (batch.heartbeats.size > 0) await writeHeartbeats(client, batch.heartbeats);
  if (batch.samples.size > 0) await writeMetrics(client, batch);
  const marks = [...batch.traces].map((key) => {
    const [project = '', traceId = ''] = key.split(' ');
    return `${copyText(project)}\t${copyHex(traceId)}`;
  });
  if (marks.length > 0) await plainCopy(client, foldQueueTable, marks);
  return { events, shapes };
}

function unstoredShapes(events: readonly EncodedEvent[]): Batch['shapes'] {
  const shapes: Batch['shapes'] = new Map();
  for (const { project, shape } of events)
    if (shape !== null && !shape.isStored)
      shapes.set(`${project} ${shape.id}`, { project, id: shape.id, shape });
  return shapes;
}

async function writeSources(client: pg.PoolClient, batch: Batch): Promise<void> {
  // In one order everywhere, or two transactions that add the same ones could wait for each other.
  const rows = [...batch.sources.values()].sort(byId).map(({ project, id, source }) => ({
    project,
    id: String(id),
    service: source.service,
    scope_name: source.scopeName,
    scope_version: source.scopeVersion,
    resource: source.resource,
  }));
  await client.query(
    'INSERT INTO sources SELECT * FROM json_populate_recordset(null::sources, $1) ON CONFLICT DO NOTHING',
    [JSON.stringify(rows)],
  );
}

async function writeShapes(client: pg.PoolClient, shapes: Batch['shapes']): Promise<void> {
  if (shapes.size === 0) return;
  const rows = [...shapes.values()].sort(byId).map(({ project, id, shape }) => ({
    project,
    id: String(id),
    keys: shape.keys,
    column_keys: shape.columnKeys,
    columns: shape.columns,
    ...shape.common,
  }));
  await client.query(
    'INSERT INTO span_shapes SELECT * FROM json_populate_recordset(null::span_shapes, $1) ON CONFLICT DO NOTHING',
    [JSON.stringify(rows)],
  );
}

async function writeEvents(
  client: pg.PoolClient,
  events: readonly PendingEvent[],
  encoded: readonly EncodedEvent[],
  copy: Copy,
): Promise<SentEvent[]> {
  if (events.length === 0) return [];
  // Held until the commit: with several hubs on one database too, a later cursor is never seen before an earlier one.
  await client.query('SELECT pg_advisory_xact_lock($1)', [CURSOR_LOCK]);
  const cursors = await client.query<{ cursor: number }>(
    "SELECT nextval('event_cursor') AS cursor FROM generate_series(1, $1::int)",
    [events.length],
  );
  const rows = events.map((event, at) => ({ ...event, cursor: cursors.rows[at]?.cursor ?? 0 }));
  const fresh = await copy(
    client,
    eventTable,
    encoded.map((event, at) => event.line(cursors.rows[at]?.cursor ?? 0)),
  );
  return fresh === null ? rows : rows.filter((row) => fresh.has(row.cursor));
}

/** The fast way: fails as a whole where a row is there already, which happens only when something is sent again. */
const plainCopy: Copy = async (client, table, lines) => {
  await copyInto(client, table.name, table.columns, lines);
  return null;
};

/** The way for what may be there already: through a table of the transaction's own. */
const mergingCopy: Copy = async (client, table, lines) => {
  if (table.onConflict === null) return plainCopy(client, table, lines);
  const stage = `stage_${table.name}`;
  await client.query(`CREATE TEMP TABLE ${stage} (LIKE ${table.name}) ON COMMIT DROP`);
  await copyInto(client, stage, table.columns, lines);
  const into = `INSERT INTO ${table.name} (${table.columns})`;
  if (table === eventTable) {
    const sql = `${into} SELECT ${table.columns} FROM ${stage} ${table.onConflict} RETURNING cursor`;
    const inserted = await client.query<{ cursor: number }>(sql);
    return new Set(inserted.rows.map((row) => row.cursor));
  }
  await client.query(`${into} SELECT ${table.columns} FROM ${stage} ${table.onConflict}`);
  return null;
};
