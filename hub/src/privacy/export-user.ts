import type pg from 'pg';
import Cursor from 'pg-cursor';
import {
  eventPlace,
  executionPlace,
  logPlace,
  memoryPlace,
  snapshotPlace,
  spanPlace,
} from '../sealing/row-places.ts';
import type { RowPlace } from '../sealing/sealed-rows.ts';
import { openRow } from '../sealing/sealed-rows.ts';
import type { Sealing } from '../sealing/sealing.ts';
import type { StoredExecution } from '../store/execution-row.ts';
import { withSums } from '../store/execution-sums.ts';
import { collectTraces, userPart } from './collect-user.ts';
import { IS_EVALUATION } from './delete-erased.ts';
import { namesUser, userLabels } from './user-keys.ts';

export const exportedKinds = [
  'execution',
  'span',
  'event',
  'log',
  'evaluation',
  'call',
  'snapshot',
  'memory',
  'alert',
  'budget',
] as const;
export type ExportedKind = (typeof exportedKinds)[number];

/** One record of an export as its row has it: ids in hex, times as ISO 8601. */
export interface ExportedRecord {
  readonly kind: ExportedKind;
  readonly record: Readonly<Record<string, unknown>>;
}

/** Rows in memory at a time. */
const BATCH = 200;

type Row = Readonly<Record<string, unknown>>;

/** How a kind is read: what is the user's stands in temporary tables of the transaction. */
interface Part {
  readonly kind: ExportedKind | 'log or evaluation';
  readonly sql: string;
  /** What the content of a row is sealed to. */
  readonly place?: (project: string, row: Row) => RowPlace;
  /** Of a row of which a part is stored in another form than it is told. */
  readonly whole?: (row: Row) => Row;
}

const of = (row: Row, name: string) => String(row[name]);

const ids = (alias: string, ...columns: string[]) =>
  `to_jsonb(${alias}) || jsonb_build_object(${columns.map((one) => `'${one}', encode(${alias}.${one}, 'hex')`).join(', ')})`;
const ofTrace = (alias: string, also = 'false') =>
  `${alias}.project = $1 AND (EXISTS (SELECT FROM export_traces x WHERE x.trace_id = ${alias}.trace_id AND (x.is_whole OR ${also})))`;
const isOwnSpan = (alias: string) =>
  `EXISTS (SELECT FROM export_spans y WHERE y.trace_id = ${alias}.trace_id AND y.span_id = ${alias}.span_id)`;
const isOwnExecution = (column: string) => `EXISTS (SELECT FROM export_executions z WHERE z.id = ${column})`;
const ofSource = (
  alias: string,
) => `EXISTS (SELECT FROM sources s WHERE s.project = ${alias}.project AND s.id = ${alias}.source_id
  AND ${namesUser('s.resource', '$2')})`;

const parts: readonly Part[] = [
  {
    kind: 'execution',
    sql: `SELECT ${ids('t', 'id', 'trace_id', 'span_id', 'parent_id', 'error_fingerprint')} AS record FROM agent_executions t
          WHERE ${ofTrace('t', isOwnExecution('t.id'))}`,
    place: (project, row) => executionPlace(project, of(row, 'id')),
    whole: (row) => ({ ...withSums(row as unknown as StoredExecution) }),
  },
  {
    kind: 'span',
    sql: `SELECT DISTINCT ON (t.trace_id, t.span_id, t.start_time)
            ${ids('t', 'trace_id', 'span_id', 'parent_span_id', 'execution_id')} AS record FROM whole_spans t
          WHERE ${ofTrace('t', isOwnSpan('t'))} ORDER BY t.trace_id, t.span_id, t.start_time, t.end_time`,
    place: (project, row) => spanPlace(project, of(row, 'trace_id'), of(row, 'span_id')),
  },
  {
    kind: 'event',
    sql: `SELECT ${ids('t', 'trace_id', 'span_id', 'execution_id')} - 'agent' - 'shape' - 'attribute_values'
            || jsonb_build_object('attributes', observatory_attributes(t)) AS record FROM observability_events t
          WHERE ${ofTrace('t', `${isOwnSpan('t')} OR ${isOwnExecution('t.execution_id')}`)}
             OR (t.project = $1 AND t.type = 'alert' AND ${namesUser("t.attributes->'alert.labels'", '$2', userLabels)})`,
    place: (project, row) => eventPlace(project, of(row, 'id')),
  },
  {
    kind: 'log or evaluation',
    sql: `SELECT ${ids('t', 'trace_id', 'span_id')} AS record, ${IS_EVALUATION} AS is_evaluation FROM logs t
          WHERE ${ofTrace('t', isOwnSpan('t'))} OR (t.project = $1 AND (${namesUser('t.attributes', '$2')} OR ${ofSource('t')}))`,
    place: (project, row) => logPlace(project, of(row, 'id')),
  },
  {
    kind: 'call',
    sql: `SELECT ${ids('t', 'trace_id', 'span_id', 'execution_id')} AS record FROM whole_calls t
          WHERE ${ofTrace('t', `${isOwnSpan('t')} OR ${isOwnExecution('t.execution_id')}`)}`,
  },
  {
    kind: 'snapshot',
    sql: `SELECT ${ids('t', 'execution_id')} AS record FROM execution_snapshots t
          WHERE t.project = $1 AND ${isOwnExecution('t.execution_id')} ORDER BY t.execution_id, t.sequence`,
    place: (project, row) => snapshotPlace(project, of(row, 'execution_id'), Number(row.sequence)),
  },
  {
    kind: 'memory',
    sql: `SELECT ${ids('t', 'execution_id')} AS record FROM agent_memory t
          WHERE t.project = $1 AND (${isOwnExecution('t.execution_id')} OR ${namesUser('t.metadata', '$2')})`,
    place: (project, row) =>
      memoryPlace(project, of(row, 'agent'), of(row, 'store_id'), of(row, 'record_id')),
  },
  {
    kind: 'alert',
    sql: `SELECT to_jsonb(t) AS record FROM alerts t WHERE t.project = $1 AND ${namesUser('t.labels', '$2', userLabels)}`,
  },
  {
    kind: 'budget',
    sql: `SELECT to_jsonb(t) AS record FROM budgets t WHERE t.project = $1 AND t.dimension = 'user' AND t.value = $2`,
  },
];

/** Finds what is a user's, for the transaction of the client; what is stored later is not in it. */
async function findUser(client: pg.ClientBase, project: string, userId: string): Promise<void> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  await client.query(`
    CREATE TEMP TABLE export_traces (trace_id bytea PRIMARY KEY, is_whole boolean NOT NULL) ON COMMIT DROP;
    CREATE TEMP TABLE export_spans (trace_id bytea, span_id bytea, PRIMARY KEY (trace_id, span_id)) ON COMMIT DROP;
    CREATE TEMP TABLE export_executions (id bytea PRIMARY KEY) ON COMMIT DROP`);
  await collectTraces(client, { project, userId, untilUs: null }, (select, values) => ({
    text: `INSERT INTO export_traces ${select}`,
    values,
  }));
  await client.query(
    `INSERT INTO export_executions SELECT DISTINCT e.id FROM agent_executions e JOIN export_traces x USING (trace_id)
     WHERE e.project = $1 AND (x.is_whole OR e.user_id = $2)`,
    [project, userId],
  );
  const shared = await client.query<{ trace_id: Buffer }>(
    'SELECT trace_id FROM export_traces WHERE NOT is_whole',
  );
  for (const { trace_id } of shared.rows) {
    const { spanIds } = await userPart(client, project, userId, trace_id);
    await client.query(
      'INSERT INTO export_spans SELECT $1, s FROM unnest($2::bytea[]) AS s ON CONFLICT DO NOTHING',
      [trace_id, spanIds],
    );
  }
  await client.query('ANALYZE export_traces; ANALYZE export_spans; ANALYZE export_executions');
}

/**
 * All that is stored of a user, a few rows in memory at a time, as one moment has it. Whoever stops reading gives the
 * connection back.
 */
export async function* exportUser(
  { pool, sealing }: { readonly pool: pg.Pool; readonly sealing: Sealing },
  project: string,
  userId: string,
): AsyncGenerator<ExportedRecord, void, void> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onConnectionError = (error: Error) => {
    broken = error;
  };
  client.on('error', onConnectionError);
  try {
    await findUser(client, project, userId);
    for (const { kind, sql, place, whole = (row: Row) => row } of parts) {
      const values = sql.includes('$2') ? [project, userId] : [project];
      const cursor = client.query(
        new Cursor<{ record: ExportedRecord['record']; is_evaluation?: boolean }>(sql, values),
      );
      for (;;) {
        const rows = await cursor.read(BATCH);
        for (const { record, is_evaluation } of rows)
          yield {
            kind: kind === 'log or evaluation' ? (is_evaluation ? 'evaluation' : 'log') : kind,
            record: place === undefined ? record : whole(openRow(sealing, place(project, record), record)),
          };
        if (rows.length < BATCH) break;
      }
      await cursor.close();
    }
    await client.query('COMMIT');
  } catch (error) {
    broken ??= error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.off('error', onConnectionError);
    // Closed, not kept, where a cursor may be open: the transaction ends with its connection.
    client.release(broken ?? true);
  }
}
