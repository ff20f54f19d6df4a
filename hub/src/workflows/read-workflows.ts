import { knownCost } from '../cost/spending.ts';
import { type Figures, readFigures } from '../figures/read-figures.ts';
import type { Database } from '../store/database.ts';
import { microsOfTimestamp } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';

/** What the runs of a workflow add up to; what its agents called is in it. Costs are picodollars. */
export interface WorkflowRuns {
  readonly started: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly durationMs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costPico: number | null;
  readonly unpriced: number;
}

export interface WorkflowRow {
  readonly name: string;
  readonly definition: unknown;
  readonly definedUs: number | null;
  readonly firstSeenUs: number | null;
  readonly lastSeenUs: number | null;
}

interface Row {
  readonly name: string;
  readonly definition: unknown;
  readonly defined_at: string | null;
  readonly first_seen_at: string | null;
  readonly last_seen_at: string | null;
}

const us = (timestamp: string | null) => (timestamp === null ? null : microsOfTimestamp(timestamp));
const rowOf = ({ name, definition, defined_at, first_seen_at, last_seen_at }: Row): WorkflowRow => ({
  name,
  definition,
  definedUs: us(defined_at),
  firstSeenUs: us(first_seen_at),
  lastSeenUs: us(last_seen_at),
});
const TIMES = 'defined_at, first_seen_at, last_seen_at';

/** Workflows by name, without their definitions, after a name. */
export async function listWorkflows(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  after: string | null,
  limit: number,
): Promise<WorkflowRow[]> {
  const result = await pool.query<Row>(
    `SELECT name, NULL AS definition, ${TIMES} FROM workflows
     WHERE project = $1 AND ($2::text IS NULL OR name > $2) ORDER BY name LIMIT $3`,
    [project, after, limit],
  );
  return result.rows.map(rowOf);
}

export async function readWorkflow(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  name: string,
): Promise<WorkflowRow | null> {
  const result = await pool.query<Row>(
    `SELECT name, definition, ${TIMES} FROM workflows WHERE project = $1 AND name = $2`,
    [project, name],
  );
  const [row] = result.rows;
  return row === undefined ? null : rowOf(row);
}

/** Keeps the definition of a workflow, JSON text; null takes it away, and with it a workflow that never ran. */
export async function writeDefinition(
  { workPool }: Pick<Database, 'workPool'>,
  project: string,
  name: string,
  definition: string | null,
): Promise<void> {
  await workPool.query(
    `INSERT INTO workflows (project, name, definition, defined_at)
     VALUES ($1, $2, $3::jsonb, CASE WHEN $3::text IS NULL THEN NULL ELSE now() END)
     ON CONFLICT (project, name) DO UPDATE SET definition = excluded.definition, defined_at = excluded.defined_at`,
    [project, name, definition],
  );
  if (definition !== null) return;
  await workPool.query(
    'DELETE FROM workflows WHERE project = $1 AND name = $2 AND definition IS NULL AND last_seen_at IS NULL',
    [project, name],
  );
}

const noRuns = {
  started: 0,
  completed: 0,
  failed: 0,
  cancelled: 0,
  durationMs: 0,
  inputTokens: 0,
  outputTokens: 0,
  costPico: 0,
  unpriced: 0,
};

/** The runs of workflows that began in a stretch, by name; of one workflow where a name is given. */
export async function readWorkflowRuns(
  database: Pick<Database, 'pool'>,
  project: string,
  stretch: Stretch,
  name: string | null,
): Promise<(name: string) => WorkflowRuns> {
  const where = name === null ? {} : { workflow: name };
  const of = { ...stretch, by: ['workflow'], bucketS: null } as const;
  const [executions, calls] = await Promise.all([
    readFigures(database, project, { ...of, kind: 'execution', where: { ...where, agent: '' } }),
    readFigures(database, project, { ...of, kind: 'model', where }),
  ]);
  const byName = (rows: readonly Figures[]) => new Map(rows.map((row) => [row.workflow, row]));
  const runs = byName(executions);
  const called = byName(calls);
  return (workflow) => {
    const { started, completed, failed, cancelled, durationMs } = runs.get(workflow) ?? noRuns;
    const calls = called.get(workflow) ?? noRuns;
    const { inputTokens, outputTokens, unpriced } = calls;
    return {
      started,
      completed,
      failed,
      cancelled,
      durationMs,
      inputTokens,
      outputTokens,
      costPico: knownCost({ ...calls, calls: calls.started }),
      unpriced,
    };
  };
}
