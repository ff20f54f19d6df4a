import type { CostDimension } from '../cost/read-cost.ts';
import type { Database } from '../store/database.ts';
import { isoOfMicros, microsOfTimestamp } from '../store/micros.ts';
import type { BudgetPeriod } from './period.ts';

export interface BudgetRow {
  readonly name: string;
  readonly period: BudgetPeriod;
  /** Null: of everything. */
  readonly by: CostDimension | null;
  readonly value: string | null;
  readonly limitUsd: number;
  readonly createdUs: number;
  readonly updatedUs: number;
}

const COLUMNS = `name, period, nullif(dimension, '') AS by, nullif(value, '') AS value, limit_usd AS "limitUsd",
  created_at AS "createdAt", updated_at AS "updatedAt"`;

type Stored = Omit<BudgetRow, 'createdUs' | 'updatedUs'> & { createdAt: string; updatedAt: string };

const rowOf = ({ createdAt, updatedAt, ...row }: Stored): BudgetRow => ({
  ...row,
  createdUs: microsOfTimestamp(createdAt),
  updatedUs: microsOfTimestamp(updatedAt),
});

/** All budgets, by name. */
export async function readBudgets({ pool }: Database, project: string): Promise<BudgetRow[]> {
  const { rows } = await pool.query<Stored>(
    `SELECT ${COLUMNS} FROM budgets WHERE project = $1 ORDER BY name`,
    [project],
  );
  return rows.map(rowOf);
}

/** Makes a budget, or changes it; null where there are `most` others already. */
export async function writeBudget(
  { pool }: Database,
  project: string,
  budget: Pick<BudgetRow, 'name' | 'period' | 'by' | 'value' | 'limitUsd'>,
  nowUs: number,
  most: number,
): Promise<BudgetRow | null> {
  const { name, period, by, value, limitUsd } = budget;
  const { rows } = await pool.query<Stored>(
    `INSERT INTO budgets (project, name, period, dimension, value, limit_usd, created_at, updated_at)
     SELECT $1, $2, $3, $4, $5, $6, $7, $7
     WHERE (SELECT count(*) FROM budgets WHERE project = $1 AND name <> $2) < $8
     ON CONFLICT (project, name) DO UPDATE SET period = excluded.period, dimension = excluded.dimension,
       value = excluded.value, limit_usd = excluded.limit_usd, updated_at = excluded.updated_at
     RETURNING ${COLUMNS}`,
    [project, name, period, by ?? '', value ?? '', limitUsd, isoOfMicros(nowUs), most],
  );
  return rows[0] === undefined ? null : rowOf(rows[0]);
}

/** Whether there was one. */
export async function deleteBudget({ pool }: Database, project: string, name: string): Promise<boolean> {
  const { rowCount } = await pool.query('DELETE FROM budgets WHERE project = $1 AND name = $2', [
    project,
    name,
  ]);
  return rowCount === 1;
}
