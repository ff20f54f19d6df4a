/**
 * Rows of spans, in their order, each span once: one that came again is in the table twice until its trace is folded. The
 * row that has an end stays, as it does in the table (fold/load-once.ts). `keyOf` says which span of those that were read
 * a row is of: its ids and its start.
 */
export function withoutResent<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  hasEnd: (row: Row) => boolean,
): readonly Row[] {
  const best = new Map<string, Row>();
  for (const row of rows) {
    const key = keyOf(row);
    const known = best.get(key);
    // In the place of the first: a Map keeps it.
    if (known === undefined || (!hasEnd(known) && hasEnd(row))) best.set(key, row);
  }
  return best.size === rows.length ? rows : [...best.values()];
}
