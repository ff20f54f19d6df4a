import type pg from 'pg';
import { keptKinds, type RetentionSettings } from './retention.ts';

/** What is held of a kind, and when the oldest of it goes. */
export interface HeldKind {
  readonly kind: string;
  readonly setting: string;
  readonly hours: number;
  /** As 2026-01-31; null where nothing is held. */
  readonly oldestDay: string | null;
  readonly bytes: number;
  /** The first moment at which the oldest day is older than it may be. */
  readonly nextDropMs: number | null;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What is held of each kind of record that goes by days. Days without rows count as held: their partitions are made ahead. */
export async function readRetention(pool: pg.Pool, settings: RetentionSettings): Promise<HeldKind[]> {
  const { rows } = await pool.query<{ parent: string; oldest: string | null; bytes: number }>(
    `SELECT p.parent, min(to_date(substring(c.relname FROM '_([0-9]{8})$'), 'YYYYMMDD'))::text AS oldest,
            coalesce(sum(pg_total_relation_size(c.oid)), 0)::float8 AS bytes
     FROM observatory_partitioned p
     JOIN pg_inherits i ON i.inhparent = p.parent::regclass
     JOIN pg_class c ON c.oid = i.inhrelid
     GROUP BY p.parent`,
  );
  const held = new Map(rows.map((row) => [row.parent, row]));
  return keptKinds(settings).map(({ kind, tables, setting, hours }) => {
    const found = tables.flatMap((table) => held.get(table) ?? []);
    const oldestDay = found.flatMap(({ oldest }) => oldest ?? []).sort()[0] ?? null;
    return {
      kind,
      setting,
      hours,
      oldestDay,
      bytes: found.reduce((sum, { bytes }) => sum + bytes, 0),
      nextDropMs: oldestDay === null ? null : Date.parse(oldestDay) + DAY_MS + hours * HOUR_MS,
    };
  });
}
