import { and, desc, eq, gte, ilike, inArray, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import type { Database } from './database.ts';
import type { ExecutionRow } from './execution-row.ts';
import { isoOfMicros } from './micros.ts';
import { agentExecutions } from './schema.ts';

/** The stored executions of some traces. */
export function readExecutionRows(
  client: pg.PoolClient | pg.Pool,
  project: string,
  traceIds: readonly string[],
): Promise<ExecutionRow[]> {
  return drizzle({ client })
    .select()
    .from(agentExecutions)
    .where(and(eq(agentExecutions.project, project), inArray(agentExecutions.trace_id, [...traceIds])));
}

export interface ExecutionFilter {
  readonly statuses?: readonly ExecutionRow['status'][];
  readonly kind?: ExecutionRow['kind'];
  readonly name?: string;
  readonly workflowId?: string;
  readonly userId?: string;
  /** Name of a model that the execution, or one within it, used; exact. */
  readonly model?: string;
  /** Text that the name, operation, error, service, user, session or task holds, or an id begins with. */
  readonly text?: string;
  /** Leaves out executions that another one started. */
  readonly rootsOnly?: boolean;
  /** Starts from then on, and before then. */
  readonly sinceUs?: number;
  readonly untilUs?: number;
  /** Of executions that ended. */
  readonly minDurationS?: number;
  readonly maxDurationS?: number;
}

/** Place in a list: the execution after which the next page begins. */
export interface ExecutionPlace {
  readonly startedUs: number;
  readonly id: string;
}

/** Executions, newest first. */
export function listExecutions(
  { db }: Database,
  project: string,
  filter: ExecutionFilter,
  after: ExecutionPlace | null,
  limit: number,
): Promise<ExecutionRow[]> {
  const conditions: SQL[] = [eq(agentExecutions.project, project), ...conditionsOf(filter)];
  if (after) {
    const place = sql`(${isoOfMicros(after.startedUs)}::timestamptz, ${Buffer.from(after.id, 'hex')}::bytea)`;
    conditions.push(sql`(${agentExecutions.started_at}, ${agentExecutions.id}) < ${place}`);
  }
  return db
    .select()
    .from(agentExecutions)
    .where(and(...conditions))
    .orderBy(desc(agentExecutions.started_at), desc(agentExecutions.id))
    .limit(limit);
}

function conditionsOf(filter: ExecutionFilter): SQL[] {
  const conditions: SQL[] = [];
  if (filter.statuses) conditions.push(inArray(agentExecutions.status, [...filter.statuses]));
  if (filter.kind) conditions.push(eq(agentExecutions.kind, filter.kind));
  if (filter.name) conditions.push(eq(agentExecutions.name, filter.name));
  if (filter.workflowId) conditions.push(eq(agentExecutions.workflow_id, filter.workflowId));
  if (filter.rootsOnly) conditions.push(isNull(agentExecutions.parent_id));
  if (filter.userId) conditions.push(eq(agentExecutions.user_id, filter.userId));
  if (filter.model) {
    const using = JSON.stringify([{ model: filter.model }]);
    conditions.push(sql`${agentExecutions.total} -> 'models' @> ${using}::jsonb`);
  }
  if (filter.sinceUs !== undefined) conditions.push(gte(agentExecutions.started_at, filter.sinceUs));
  if (filter.untilUs !== undefined) conditions.push(lt(agentExecutions.started_at, filter.untilUs));
  const duration = sql`extract(epoch FROM ${agentExecutions.ended_at} - ${agentExecutions.started_at})`;
  if (filter.minDurationS !== undefined) conditions.push(sql`${duration} >= ${filter.minDurationS}`);
  if (filter.maxDurationS !== undefined) conditions.push(sql`${duration} <= ${filter.maxDurationS}`);
  if (filter.text) {
    const pattern = `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`;
    const id = filter.text.toLowerCase();
    const columns = [
      'name',
      'operation',
      'error_type',
      'error_message',
      'service',
      'user_id',
      'session_id',
      'task_id',
    ] as const;
    const matches = columns.map((column) => ilike(agentExecutions[column], pattern));
    if (/^[0-9a-f]{4,48}$/.test(id)) matches.push(sql`encode(${agentExecutions.id}, 'hex') LIKE ${`${id}%`}`);
    const any = or(...matches);
    if (any) conditions.push(any);
  }
  return conditions;
}
