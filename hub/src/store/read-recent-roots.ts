import { and, desc, eq, isNull } from 'drizzle-orm';
import type { Database } from './database.ts';
import { agentExecutions } from './schema.ts';

/** The newest executions that no other began. */
export function readRecentRoots({ db }: Database, project: string, limit: number) {
  return db
    .select({
      id: agentExecutions.id,
      trace_id: agentExecutions.trace_id,
      name: agentExecutions.name,
      kind: agentExecutions.kind,
      service: agentExecutions.service,
      status: agentExecutions.status,
      started_at: agentExecutions.started_at,
      ended_at: agentExecutions.ended_at,
    })
    .from(agentExecutions)
    .where(and(eq(agentExecutions.project, project), isNull(agentExecutions.parent_id)))
    .orderBy(desc(agentExecutions.started_at), desc(agentExecutions.id))
    .limit(limit);
}
