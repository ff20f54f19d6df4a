import { once } from 'node:events';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** Appends rows to a table, each a line of COPY's text format with a field for each of the columns. */
export async function copyInto(
  client: pg.ClientBase,
  table: string,
  columns: string | readonly string[],
  lines: readonly string[],
): Promise<void> {
  if (lines.length === 0) return;
  const stream = client.query(copyFrom(`COPY ${table} (${columns}) FROM STDIN`));
  const done = once(stream, 'finish');
  stream.end(Buffer.from(`${lines.join('\n')}\n`));
  await done;
}
