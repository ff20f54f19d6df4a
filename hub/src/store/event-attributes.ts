import type pg from 'pg';
import type { Attributes, AttributeValue } from '../otlp/records.ts';
import { type HoldingEventColumns, heldByEvent } from './event-columns.ts';

/** What of a row of `observability_events` its attributes are made of, in either of its forms. */
export interface StoredEventAttributes extends HoldingEventColumns {
  readonly project: string;
  /** Null where the other two have them. */
  readonly attributes: Attributes | null;
  readonly shape: bigint | string | null;
  readonly attribute_values: string | null;
}

interface ShapeRow {
  readonly id: string;
  readonly keys: readonly string[];
  readonly column_keys: readonly string[];
  readonly columns: readonly string[];
}

/** Rows of events with their attributes, wherever they stand. */
export async function withEventAttributes<Row extends StoredEventAttributes>(
  client: Pick<pg.ClientBase, 'query'>,
  rows: readonly Row[],
): Promise<(Row & { readonly attributes: Attributes })[]> {
  const shaped = rows.filter(({ shape }) => shape !== null);
  const shapes = shaped.length === 0 ? new Map<string, ShapeRow>() : await readShapes(client, shaped);
  return rows.map((row) => ({ ...row, attributes: attributesOf(row, shapes) }));
}

/** Shapes of one id are the same in all projects. */
async function readShapes(
  client: Pick<pg.ClientBase, 'query'>,
  rows: readonly StoredEventAttributes[],
): Promise<ReadonlyMap<string, ShapeRow>> {
  const result = await client.query<ShapeRow>({
    name: 'event-shapes',
    text: `SELECT id::text AS id, keys, column_keys, columns FROM span_shapes
           WHERE project = ANY($1) AND id = ANY($2::bigint[])`,
    values: [
      [...new Set(rows.map(({ project }) => project))],
      [...new Set(rows.map(({ shape }) => String(shape)))],
    ],
  });
  return new Map(result.rows.map((row) => [row.id, row]));
}

function attributesOf(row: StoredEventAttributes, shapes: ReadonlyMap<string, ShapeRow>): Attributes {
  if (row.shape === null) return row.attributes ?? {};
  const shape = shapes.get(String(row.shape));
  if (shape === undefined) return {};
  const values: readonly AttributeValue[] = JSON.parse(row.attribute_values ?? '[]');
  // Not one by one: an attribute may be called __proto__.
  return Object.fromEntries([
    ...shape.keys.map((key, at) => [key, values[at] ?? null] as const),
    ...shape.column_keys.map((key, at) => [key, heldByEvent(shape.columns[at] ?? '', row, values)] as const),
  ]);
}

/**
 * SQL of one attribute of the event `alias`, as jsonb, without putting the others together; `key` is SQL of its name. Its text is
 * this `#>> '{}'`.
 */
export const eventAttributeSql = (alias: string, key: string): string =>
  `(CASE WHEN ${alias}.shape IS NULL THEN ${alias}.attributes->${key}
    ELSE (SELECT observatory_attribute(${alias}, h, ${key}) FROM span_shapes h WHERE h.project = ${alias}.project AND h.id = ${alias}.shape) END)`;
