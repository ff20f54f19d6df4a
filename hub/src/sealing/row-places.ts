import type { RowPlace } from './sealed-rows.ts';

/** What the content of a row is bound to, table by table: what every reader of it knows. Ids are hex. */
export const spanPlace = (project: string, traceId: string, spanId: string): RowPlace => ({
  table: 'spans',
  project,
  key: traceId + spanId,
});
export const eventPlace = (project: string, id: string): RowPlace => ({
  table: 'observability_events',
  project,
  key: id,
});
export const logPlace = (project: string, id: string): RowPlace => ({ table: 'logs', project, key: id });
export const executionPlace = (project: string, id: string): RowPlace => ({
  table: 'agent_executions',
  project,
  key: id,
});
export const snapshotPlace = (project: string, executionId: string, sequence: number): RowPlace => ({
  table: 'execution_snapshots',
  project,
  key: `${executionId} ${sequence}`,
});
export const memoryPlace = (project: string, agent: string, store: string, record: string): RowPlace => ({
  table: 'agent_memory',
  project,
  key: JSON.stringify([agent, store, record]),
});
