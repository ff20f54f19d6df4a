import type pg from 'pg';
import type { PriceTable } from '../prices/price-table.ts';
import type { TraceInput } from './inputs.ts';
import { loadTraces, type TraceStore } from './load.ts';

/**
 * All that is stored of some traces, after spans that are stored twice, since they came again, were taken out: of each, one
 * that has an end stays, else the first. Takes the transaction of a client that holds the locks of these traces.
 */
export async function loadTracesOnce(
  store: TraceStore & { readonly pool: pg.ClientBase },
  project: string,
  traceIds: readonly string[],
  prices: PriceTable,
): Promise<TraceInput[]> {
  const loaded = await loadTraces(store, project, traceIds, prices);
  const resent = loaded.filter(({ hasResent }) => hasResent).map(({ traceId }) => traceId);
  if (resent.length === 0) return loaded;
  await store.pool.query({
    name: 'fold-resent',
    // A ctid names a row within its partition.
    text: `DELETE FROM spans s USING (
             SELECT tableoid, ctid, row_number() OVER (PARTITION BY trace_id, span_id, start_time
                                                       ORDER BY end_time IS NULL, ctid) AS place
             FROM spans WHERE project = $1 AND trace_id = ANY($2::bytea[])) AS d
           WHERE d.place > 1 AND s.tableoid = d.tableoid AND s.ctid = d.ctid
             AND s.project = $1 AND s.trace_id = ANY($2::bytea[])`,
    values: [project, resent.map((id) => Buffer.from(id, 'hex'))],
  });
  // What is kept is read again, since of two that differ the table's order decides.
  const kept = new Map((await loadTraces(store, project, resent, prices)).map((one) => [one.traceId, one]));
  return loaded.map((one) => kept.get(one.traceId) ?? one);
}
