import { Attr } from '@observatory/shim/conventions';
import { and, asc, eq, gte, lt, lte, sql } from 'drizzle-orm';
import type pg from 'pg';
import type { Attributes, AttributeValue } from '../otlp/records.ts';
import { snapshotPlace } from '../sealing/row-places.ts';
import { openRow, sealRow } from '../sealing/sealed-rows.ts';
import type { Sealing } from '../sealing/sealing.ts';
import type { PendingEvent } from './batch.ts';
import { boundedName } from './bounds.ts';
import type { Database } from './database.ts';
import { isoOfMicros } from './micros.ts';
import { executionSnapshots } from './schema.ts';

export type SnapshotRow = Omit<typeof executionSnapshots.$inferSelect, 'sealed_by'>;

const MAX_SEQUENCE = 2 ** 31 - 1;
/** Characters of a state or difference; what is larger is known to have been taken, no more. */
const MAX_LENGTH = 1_048_576;
const TOO_LARGE = 'too_large';
/** A time of PostgreSQL's and JavaScript's. */
const MAX_TIME_US = 8.64e15;

/** The snapshot that an event carries; null where it lacks what the row needs. */
export function snapshotOf(event: PendingEvent): SnapshotRow | null {
  const { attributes, execution_id } = event;
  const sequence = wholeOf(attributes[Attr.snapshotSequence], MAX_SEQUENCE);
  const started_at = wholeOf(attributes[Attr.executionStart], MAX_TIME_US);
  if (event.type !== 'snapshot' || execution_id === null || sequence === null || started_at === null)
    return null;
  const state = textOf(attributes[Attr.snapshotState]);
  const difference = textOf(attributes[Attr.snapshotDifference]);
  const isTooLarge = (state ?? difference ?? '').length > MAX_LENGTH;
  const omitted = isTooLarge ? TOO_LARGE : textOf(attributes[Attr.snapshotOmitted]);
  return {
    project: event.project,
    started_at,
    execution_id,
    sequence,
    time: event.time,
    step: event.step,
    state: isTooLarge ? null : state,
    difference: isTooLarge || state !== null ? null : difference,
    omitted: omitted === null ? null : boundedName(omitted),
  };
}

/** The attributes of an event whose snapshot has a row of its own: a state is stored once. */
export function withoutState(attributes: Attributes): Attributes {
  const { [Attr.snapshotState]: _state, [Attr.snapshotDifference]: _difference, ...rest } = attributes;
  return rest;
}

function wholeOf(value: AttributeValue | undefined, max: number): number | null {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 && number <= max
    ? number
    : null;
}

function textOf(value: AttributeValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** Adds snapshots; one that is there already stays as it is. */
export async function writeSnapshots(
  client: pg.PoolClient,
  snapshots: ReadonlyMap<string, SnapshotRow>,
  sealing: Sealing,
): Promise<void> {
  // In one order everywhere, or two transactions that add the same ones could wait for each other.
  const rows = [...snapshots]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => ({
      ...sealRow(sealing, snapshotPlace(row.project, row.execution_id, row.sequence), row),
      started_at: isoOfMicros(row.started_at),
      time: isoOfMicros(row.time),
      execution_id: `\\x${row.execution_id}`,
    }));
  await client.query({
    name: 'write-snapshots',
    text: `INSERT INTO execution_snapshots
           SELECT * FROM json_populate_recordset(null::execution_snapshots, $1) ON CONFLICT DO NOTHING`,
    values: [JSON.stringify(rows)],
  });
}

/** How far before a page the whole state may lie that its first difference builds upon. */
const MAX_CHAIN = 1000;
/** Bytes of what lies between, and of one page: what is read is held in memory. */
const MAX_CHAIN_BYTES = 32 * 1024 * 1024;
const MAX_PAGE_BYTES = 16 * 1024 * 1024;

/** Snapshots of one page by their sequence, and before them those that their states build upon. */
export interface SnapshotRows {
  readonly rows: SnapshotRow[];
  /** Where the next page begins; null on the last. */
  readonly next: number | null;
}

/** Snapshots of an execution from a sequence on: at most `limit`, fewer where they are large, and one at least. */
export async function readSnapshots(
  { db, sealing }: Database,
  project: string,
  executionId: string,
  from: number,
  limit: number,
): Promise<SnapshotRows> {
  const { sequence, state, difference } = executionSnapshots;
  const ofExecution = and(
    eq(executionSnapshots.project, project),
    eq(executionSnapshots.execution_id, executionId),
  );
  const [base] = await db
    .select({ sequence: sql<number | null>`max(${sequence})` })
    .from(executionSnapshots)
    .where(
      and(
        ofExecution,
        sql`${state} IS NOT NULL`,
        gte(sequence, Math.max(0, from - MAX_CHAIN)),
        lt(sequence, from + 1),
      ),
    );
  const sizes = await db
    .select({ sequence, bytes: sql<number>`octet_length(coalesce(${state}, ${difference}, ''))` })
    .from(executionSnapshots)
    .where(and(ofExecution, gte(sequence, base?.sequence ?? from)))
    .orderBy(asc(sequence))
    .limit(MAX_CHAIN + limit + 1);
  const chain = sizes.filter((row) => row.sequence < from);
  const page = sizes.slice(chain.length, chain.length + limit);
  const first = sumOf(chain) > MAX_CHAIN_BYTES ? from : (base?.sequence ?? from);
  while (page.length > 1 && sumOf(page) > MAX_PAGE_BYTES) page.pop();
  const rows = await db
    .select()
    .from(executionSnapshots)
    .where(and(ofExecution, gte(sequence, first), lte(sequence, page.at(-1)?.sequence ?? from)))
    .orderBy(asc(sequence))
    .limit(MAX_CHAIN + limit);
  const opened = rows.map((row) => openRow(sealing, snapshotPlace(project, executionId, row.sequence), row));
  return { rows: opened, next: sizes[chain.length + page.length]?.sequence ?? null };
}

function sumOf(sizes: readonly { readonly bytes: number }[]): number {
  return sizes.reduce((sum, { bytes }) => sum + bytes, 0);
}
