import { eventPlace, executionPlace, logPlace, memoryPlace, snapshotPlace, spanPlace } from './row-places.ts';
import type { RowPlace, SealedTable } from './sealed-rows.ts';

interface StoredContent {
  /** SQL of what the place of a row is made of. */
  readonly key: string;
  readonly place: (row: Readonly<Record<string, string>>) => RowPlace;
  /** The sealed columns with their types. */
  readonly columns: Readonly<Record<string, 'text' | 'jsonb'>>;
  /** A column that is read as an expression over the row `t`, which other columns are part of: these are null afterwards. */
  readonly gathered?: {
    readonly column: string;
    readonly sql: string;
    readonly from: readonly string[];
    /** Columns that the row itself has from then on, and the SQL of each. */
    readonly kept?: Readonly<Record<string, string>>;
  };
}

const of = (row: Readonly<Record<string, string>>, name: string) => String(row[name]);

/** What is sealed anew has its attributes as an object again: the new envelope is most of it. */
const gathered = {
  column: 'attributes',
  sql: 'observatory_attributes(t)',
  from: ['shape', 'attribute_values'],
};

const common = ['name', 'operation', 'label', 'provider', 'model', 'cost_source'];
const ofShape = (column: string) =>
  `coalesce(t.${column}, (SELECT h.${column} FROM span_shapes h WHERE h.project = t.project AND h.id = t.shape))`;

/** How rows are found and placed table by table, to seal them anew. */
export const storedContent: Readonly<Record<SealedTable, StoredContent>> = {
  spans: {
    key: "encode(trace_id, 'hex') AS k1, encode(span_id, 'hex') AS k2",
    place: (row) => spanPlace(of(row, 'project'), of(row, 'k1'), of(row, 'k2')),
    columns: { status_message: 'text', facts: 'jsonb', attributes: 'jsonb', events: 'jsonb', links: 'jsonb' },
    gathered: { ...gathered, kept: Object.fromEntries(common.map((column) => [column, ofShape(column)])) },
  },
  observability_events: {
    key: 'id AS k1',
    place: (row) => eventPlace(of(row, 'project'), of(row, 'k1')),
    columns: { message: 'text', attributes: 'jsonb' },
    gathered,
  },
  logs: {
    key: 'id AS k1',
    place: (row) => logPlace(of(row, 'project'), of(row, 'k1')),
    columns: { body: 'text', attributes: 'jsonb' },
  },
  agent_executions: {
    key: "encode(id, 'hex') AS k1",
    place: (row) => executionPlace(of(row, 'project'), of(row, 'k1')),
    columns: { error_message: 'text', error_cause: 'jsonb' },
  },
  execution_snapshots: {
    key: "encode(execution_id, 'hex') AS k1, sequence AS k2",
    place: (row) => snapshotPlace(of(row, 'project'), of(row, 'k1'), Number(row.k2)),
    columns: { state: 'text', difference: 'text' },
  },
  agent_memory: {
    key: 'agent AS k1, store_id AS k2, record_id AS k3',
    place: (row) => memoryPlace(of(row, 'project'), of(row, 'k1'), of(row, 'k2'), of(row, 'k3')),
    columns: { content: 'jsonb', metadata: 'jsonb' },
  },
};
