/**
 * SQL that finds the events of executions: they are among those of their traces, but for the few that say another one, and each
 * has an index. `ids` and `traceIds` are SQL of arrays of bytea: the executions, and the first 16 bytes of each.
 */
export function eventsOfExecutionsSql(alias: string, ids: string, traceIds: string): string {
  const ofThem = `${alias}.execution_id = ANY(${ids})`;
  return `(${alias}.trace_id = ANY(${traceIds}) AND ${ofThem}
    OR ${alias}.execution_id IS NOT NULL AND substring(${alias}.execution_id FROM 1 FOR 16) IS DISTINCT FROM ${alias}.trace_id AND ${ofThem})`;
}

const TRACE_ID_DIGITS = 32;

/** What the SQL asks with: the executions, and their traces. */
export function executionKeys(ids: readonly string[]): {
  readonly ids: Buffer[];
  readonly traceIds: Buffer[];
} {
  const traceIds = [...new Set(ids.map((id) => id.slice(0, TRACE_ID_DIGITS)))];
  return { ids: ids.map(bytes), traceIds: traceIds.map(bytes) };
}

const bytes = (hex: string) => Buffer.from(hex, 'hex');
