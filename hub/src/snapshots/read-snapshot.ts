import type { Database } from '../store/database.ts';
import { microsOfTimestamp } from '../store/micros.ts';

/** A snapshot without its state. */
export interface SnapshotMark {
  readonly sequence: number;
  readonly timeUs: number;
  readonly step: string | null;
}

/** Snapshots of an execution after a sequence up to another one, in order. */
export async function readMarks(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  executionId: string,
  after: number,
  upTo: number,
  limit: number,
): Promise<SnapshotMark[]> {
  const result = await pool.query<{ sequence: number; time: string; step: string | null }>(
    `SELECT sequence, time, step FROM execution_snapshots
     WHERE project = $1 AND execution_id = $2 AND sequence > $3 AND sequence <= $4 ORDER BY sequence LIMIT $5`,
    [project, Buffer.from(executionId, 'hex'), after, upTo, limit],
  );
  return result.rows.map(({ time, ...mark }) => ({ ...mark, timeUs: microsOfTimestamp(time) }));
}

/** The sequences before and after one; null where there is none. */
export async function readNeighbours(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  executionId: string,
  sequence: number,
): Promise<{ readonly previous: number | null; readonly next: number | null }> {
  const result = await pool.query<{ previous: number | null; next: number | null }>(
    `SELECT max(sequence) FILTER (WHERE sequence < $3) AS previous, min(sequence) FILTER (WHERE sequence > $3) AS next
     FROM execution_snapshots WHERE project = $1 AND execution_id = $2`,
    [project, Buffer.from(executionId, 'hex'), sequence],
  );
  return result.rows[0] ?? { previous: null, next: null };
}
