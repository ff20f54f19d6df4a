import { and, desc, eq, gte, lt, type SQL, sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Database } from '../store/database.ts';
import type { ExecutionRow, StoredExecution } from '../store/execution-row.ts';
import { HOUR_US, isoOfMicros } from '../store/micros.ts';
import { executionSelection, openExecution } from '../store/read-executions.ts';
import { agentExecutions as e } from '../store/schema.ts';
import { MOST_LISTED } from './beginning.ts';
import { conditionSql, durationSql, tokensSql } from './condition-sql.ts';
import { type Condition, earliestStart } from './conditions.ts';
import { withinTime } from './within-time.ts';

export const sortKeys = ['started', 'duration', 'cost', 'tokens'] as const;
export type SortKey = (typeof sortKeys)[number];

/** Where a list goes on: after this execution, whose figure was that when the page was made. */
export interface SearchPlace {
  /** Decimal digits, as PostgreSQL printed them; '' in the order of time. */
  readonly figure: string;
  readonly startedUs: number;
  readonly id: string;
}

export interface FoundExecution<Row = ExecutionRow> {
  readonly row: Row;
  readonly place: SearchPlace;
}

/** Ages up to which the newest are looked for, one stretch after the other, until there are enough. */
const STRETCHES_US = [6, 30, 126, 510].map((hours) => hours * HOUR_US);

/** What has no figure comes last. */
const figures: Readonly<Record<Exclude<SortKey, 'started'>, SQL>> = {
  duration: sql`coalesce(${durationSql}, -1)`,
  cost: sql`coalesce(${e.cost_pico}, -1)`,
  tokens: sql`(${tokensSql})`,
};

/** A long message of an error does not come whole; of what is sealed no part opens. */
const listedSelection = {
  ...executionSelection,
  error_message: sql<
    string | null
  >`CASE WHEN ${e.sealed_by} IS NULL THEN left(${e.error_message}, ${sql.raw(String(MOST_LISTED + 1))}) ELSE ${e.error_message} END`,
};

/** The executions for which all conditions hold, `limit` of them after a place: the newest first, or the highest. */
export async function searchExecutions(
  database: Database,
  project: string,
  conditions: readonly Condition[],
  sort: SortKey,
  after: SearchPlace | null,
  limit: number,
  nowUs: number,
): Promise<FoundExecution[]> {
  const where = and(eq(e.project, project), ...conditions.map(conditionSql));
  const found = await withinTime(database, (db, renew) =>
    sort === 'started'
      ? newest(db, renew, where, after, limit, nowUs, earliestStart(conditions))
      : highest(db, where, figures[sort], after, limit),
  );
  return found.map(({ row, place }) => ({ row: openExecution(database.sealing, row), place }));
}

/** How many executions the conditions hold for, `most` at most. */
export async function countExecutions(
  database: Database,
  project: string,
  conditions: readonly Condition[],
  most: number,
): Promise<number> {
  const where = and(eq(e.project, project), ...conditions.map(conditionSql));
  return withinTime(database, async (db) => {
    // In order, so that an index is walked until there are enough.
    const found = db
      .select({ one: sql`1`.as('one') })
      .from(e)
      .where(where)
      .orderBy(desc(e.started_at), desc(e.id))
      .limit(most)
      .as('found');
    const [row] = await db.select({ count: sql<number>`count(*)` }).from(found);
    return row?.count ?? 0;
  });
}

/**
 * Day by day back in time: partitions that are not read yet cost nothing, whereas one walk over all would look for its first
 * match in each.
 */
async function newest(
  db: NodePgDatabase,
  renew: () => Promise<unknown>,
  where: SQL | undefined,
  after: SearchPlace | null,
  limit: number,
  nowUs: number,
  earliestUs = Number.NEGATIVE_INFINITY,
): Promise<FoundExecution<StoredExecution>[]> {
  const beginUs = after ? Math.min(after.startedUs, nowUs) : nowUs;
  const found: FoundExecution<StoredExecution>[] = [];
  let untilUs: number | null = null;
  for (const stretchUs of [...STRETCHES_US, null]) {
    const sinceUs: number | null = stretchUs === null ? null : beginUs - stretchUs;
    const rows = await db
      .select(listedSelection)
      .from(e)
      .where(
        and(
          where,
          after ? sql`(${e.started_at}, ${e.id}) < (${timeOf(after)}, ${idOf(after)})` : undefined,
          // Said once more by itself, for the planner to choose partitions by.
          after ? sql`${e.started_at} <= ${timeOf(after)}` : undefined,
          untilUs === null ? undefined : lt(e.started_at, untilUs),
          sinceUs === null ? undefined : gte(e.started_at, sinceUs),
        ),
      )
      .orderBy(desc(e.started_at), desc(e.id))
      .limit(limit - found.length);
    for (const row of rows) found.push({ row, place: { figure: '', startedUs: row.started_at, id: row.id } });
    if (found.length >= limit || sinceUs === null || sinceUs <= earliestUs) break;
    untilUs = sinceUs;
    await renew();
  }
  return found;
}

async function highest(
  db: NodePgDatabase,
  where: SQL | undefined,
  figure: SQL,
  after: SearchPlace | null,
  limit: number,
): Promise<FoundExecution<StoredExecution>[]> {
  const rows = await db
    .select({ row: listedSelection, figure: sql<string>`(${figure})::text` })
    .from(e)
    .where(
      and(
        where,
        after
          ? sql`(${figure}, ${e.started_at}, ${e.id}) < (${after.figure}::numeric, ${timeOf(after)}, ${idOf(after)})`
          : undefined,
      ),
    )
    .orderBy(desc(figure), desc(e.started_at), desc(e.id))
    .limit(limit);
  return rows.map(({ row, figure: reached }) => ({
    row,
    place: { figure: reached, startedUs: row.started_at, id: row.id },
  }));
}

const timeOf = ({ startedUs }: SearchPlace) => sql`${isoOfMicros(startedUs)}::timestamptz`;
const idOf = ({ id }: SearchPlace) => sql`${Buffer.from(id, 'hex')}::bytea`;
