import { type SQL, sql } from 'drizzle-orm';

const MARK = '\u0001';

/** A piece of SQL that is written as text for other queries, with values in the places that `write` is given. */
export function sqlOfText<Values extends readonly unknown[]>(
  write: (...places: { [Index in keyof Values]: string }) => string,
  ...values: Values
): SQL {
  const places = values.map((_, at) => `${MARK}${at}${MARK}`) as { [Index in keyof Values]: string };
  const parts = write(...places).split(MARK);
  // Between two marks stands the index of a value.
  return sql.join(
    parts.map((part, at) => (at % 2 === 0 ? sql.raw(part) : sql`${sql.param(values[Number(part)])}`)),
  );
}
