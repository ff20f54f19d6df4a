import { setTimeout as pause } from 'node:timers/promises';
import { agentRequests } from './agent-spans.ts';
import { buildHub, LoadedHub } from './loaded-hub.ts';
import { textTable } from './text-table.ts';

/** What agent spans take in the hub's database, all folded into executions, table by table. SPANS is how many. */
const SPANS = Number(process.env.SPANS ?? 100_000);
const SPANS_OF_REQUEST = 512;
const MEGABYTE = 1e6;

await buildHub();
const ours = await LoadedHub.start();
try {
  const database = await ours.database();
  const url = await ours.url();
  const before = await ours.databaseBytes();
  let sent = 0;
  while (sent < SPANS) {
    const [body] = agentRequests(1, SPANS_OF_REQUEST);
    if (body === undefined) throw new Error('no request was made');
    const answer = await fetch(`${url}/v1/traces`, {
      method: 'POST',
      body: Buffer.from(body),
      headers: { 'content-type': 'application/x-protobuf' },
    });
    await answer.arrayBuffer();
    if (answer.status === 200) sent += SPANS_OF_REQUEST;
    else if (answer.status === 503) await pause(500);
    else throw new Error(`the hub answered ${answer.status}`);
  }
  for (;;) {
    const { rows } = await database.query(
      'SELECT (SELECT count(*) FROM fold_queue)::int + (SELECT count(*) FROM figures_queue)::int AS n',
    );
    if (rows[0]?.n === 0) break;
    await pause(200);
  }
  const grown = (await ours.databaseBytes()) - before;
  const { rows } = await database.query<{ name: string; heap: number; indexes: number }>(
    `SELECT coalesce(i.inhparent::regclass::text, c.relname) AS name, sum(pg_table_size(c.oid))::float8 AS heap,
            sum(pg_indexes_size(c.oid))::float8 AS indexes
     FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
     WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
     GROUP BY 1 HAVING sum(pg_total_relation_size(c.oid)) > 300000 ORDER BY sum(pg_total_relation_size(c.oid)) DESC`,
  );
  const each = (bytes: number) => ((bytes / MEGABYTE / sent) * 100_000).toFixed(1);
  console.log(`on disk, MB for 100,000 agent spans (of ${sent}), folded`);
  console.log(
    textTable([
      ['table', 'rows', 'indexes'],
      ...rows.map(({ name, heap, indexes }) => [name, each(heap), each(indexes)]),
    ]),
  );
  console.log(`  the database grew by ${each(grown)} (target: at most 45)`);
} finally {
  await ours.remove();
}
