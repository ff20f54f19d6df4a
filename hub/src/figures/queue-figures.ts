import type pg from 'pg';
import { isoOfMicros } from '../store/micros.ts';
import { FIGURE_BUCKET_S } from './figure-rows.ts';

const BUCKET_US = FIGURE_BUCKET_S * 1e6;

/** Queues the buckets of some starts (microseconds) to be added up anew: to be called in the transaction that changed them. */
export async function queueFigures(
  client: pg.PoolClient,
  project: string,
  startsUs: Iterable<number>,
): Promise<void> {
  const buckets = new Set<number>();
  for (const us of startsUs) buckets.add(Math.floor(us / BUCKET_US) * BUCKET_US);
  if (buckets.size === 0) return;
  await client.query({
    name: 'figures-queue',
    text: 'INSERT INTO figures_queue (project, bucket) SELECT $1, unnest($2::timestamptz[])',
    values: [project, Array.from(buckets, isoOfMicros)],
  });
}
