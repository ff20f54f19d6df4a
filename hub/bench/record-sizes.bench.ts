import { setTimeout as pause } from 'node:timers/promises';
import { startLoad } from '../../test/load/load.ts';
import { buildHub, LoadedHub } from './loaded-hub.ts';
import { textTable } from './text-table.ts';

/** What a record of each kind takes in the hub's database, indexes included: figures of `infra/capacity/measured.ts`. */
const RECORDS = Number(process.env.RECORDS ?? 200_000);
const QUIET_MS = 5000;
/** By the record that they grow with. */
const tables: Readonly<Record<string, readonly string[]>> = {
  span: ['spans', 'agent_executions', 'agent_calls', 'agent_figures', 'agent_figures_hours'],
  event: ['observability_events'],
  'log line': ['logs'],
  'sample, one a series and minute': ['metric_samples'],
};

await buildHub();
const ours = await LoadedHub.start();
try {
  const load = startLoad({
    urls: [await ours.url()],
    shape: 'mix',
    count: RECORDS,
    users: 10_000,
    series: 1000,
  });
  await load.done;
  if (load.refused > 0) throw new Error(`the load was refused: ${load.lastRefusal}`);
  const database = await ours.database();
  await load.settled(database, 3_600_000);
  await pause(QUIET_MS);
  const rows: string[][] = [['a record in the hub', 'records', 'bytes each']];
  for (const [record, names] of Object.entries(tables)) {
    const [table] = names;
    const counted = await database.query(`SELECT count(*)::int AS n FROM ${table}`);
    const sized = await database.query(
      `SELECT sum(pg_total_relation_size(relid))::float8 AS bytes
       FROM unnest($1::text[]) AS name, pg_partition_tree(name::regclass) WHERE isleaf`,
      [names],
    );
    const { n } = counted.rows[0];
    rows.push([record, String(n), String(Math.round(sized.rows[0].bytes / n))]);
  }
  console.log(textTable(rows));
} finally {
  await ours.remove();
}
