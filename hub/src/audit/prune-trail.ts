import type pg from 'pg';
import { FIRST_PROJECT } from '../access/principal.ts';
import { inTransaction } from '../store/database.ts';
import { theHub } from './audit.ts';
import { entryText } from './entry-text.ts';
import { PRUNE_ACTION } from './verify-chain.ts';

const MOST_AT_ONCE = 20_000;
const DAY_MS = 86_400_000;

/**
 * Removes entries of days that are older than the retention, and records that in the chain, so that what is left verifies
 * and a cut that no hub made is told from one that it made. Returns how many went.
 */
export async function pruneTrail(
  pool: pg.Pool,
  retentionDays: number,
  now: Date = new Date(),
): Promise<number> {
  const midnight = Math.floor(now.getTime() / DAY_MS - retentionDays) * DAY_MS;
  const before = new Date(midnight).toISOString();
  let removed = 0;
  for (;;) {
    const count = await inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ removed: number; through: number; hash: string }>(
        `SELECT removed, through, encode(through_hash, 'hex') AS hash FROM observatory_prune_audit($1, $2)`,
        [before, MOST_AT_ONCE],
      );
      const [gone] = rows;
      if (gone === undefined || Number(gone.removed) === 0) return 0;
      const detail = {
        before,
        removed: Number(gone.removed),
        through: Number(gone.through),
        hash: gone.hash,
      };
      const about = {
        project: FIRST_PROJECT,
        actor: theHub,
        address: null,
        target: '',
        outcome: 'done',
      } as const;
      await client.query('SELECT observatory_append_audit($1::text[])', [
        [entryText({ ...about, action: PRUNE_ACTION, detail }, now)],
      ]);
      return detail.removed;
    });
    removed += count;
    if (count < MOST_AT_ONCE) return removed;
  }
}
