import type pg from 'pg';
import type { TraceInput } from '../fold/inputs.ts';
import type { FoldedTrace } from '../fold/results.ts';
import type { Attributes } from '../otlp/records.ts';
import { spanPlace } from '../sealing/row-places.ts';
import { openRow } from '../sealing/sealed-rows.ts';
import type { Sealing } from '../sealing/sealing.ts';
import { isMemoryOperation, type MemorySpan, memoryChanges } from './memory-changes.ts';
import { writeMemory } from './write-memory.ts';

/** A memory span whose attributes are still to be read. */
export interface FoundMemorySpan extends Omit<MemorySpan, 'attributes'> {
  readonly traceId: string;
  readonly spanId: string;
}

/** The memory spans of a trace that ended well; each is of the agent that it names, else of that in which it ran. */
export function memorySpansOf(input: TraceInput, folded: FoldedTrace): FoundMemorySpan[] {
  const found = input.spans.filter(({ operation }) => isMemoryOperation(operation));
  if (found.length === 0) return [];
  const executions = new Map(folded.executions.map((one) => [one.id, one]));
  const steps = new Map(folded.steps.map((step) => [step.stepId, step.executionId]));
  return found.flatMap(({ spanId, operation, endUs, failed, facts, service }): FoundMemorySpan[] => {
    if (!isMemoryOperation(operation) || endUs === null || failed) return [];
    const executionId = steps.get(spanId) ?? null;
    const agent = facts.agentName ?? executions.get(executionId ?? '')?.name ?? service;
    return [{ traceId: input.traceId, spanId, operation, agent, executionId, endUs }];
  });
}

/** Keeps what memory spans did to agents' memory; within the fold's transaction. */
export async function rememberSpans(
  client: pg.PoolClient,
  sealing: Sealing,
  project: string,
  found: readonly FoundMemorySpan[],
): Promise<void> {
  if (found.length === 0) return;
  const result = await client.query<{ trace_id: string; span_id: string; attributes: Attributes }>(
    `SELECT encode(trace_id, 'hex') AS trace_id, encode(span_id, 'hex') AS span_id,
            observatory_attributes(spans) AS attributes
     FROM spans WHERE project = $1 AND trace_id = ANY($2::bytea[]) AND span_id = ANY($3::bytea[])`,
    [
      project,
      [...new Set(found.map(({ traceId }) => traceId))].map((id) => Buffer.from(id, 'hex')),
      found.map(({ spanId }) => Buffer.from(spanId, 'hex')),
    ],
  );
  const attributes = new Map(
    result.rows.map((row) => {
      const opened = openRow(sealing, spanPlace(project, row.trace_id, row.span_id), row, true);
      return [row.trace_id + row.span_id, opened.attributes];
    }),
  );
  const changes = found.flatMap((span) =>
    memoryChanges({ ...span, attributes: attributes.get(span.traceId + span.spanId) ?? {} }),
  );
  await writeMemory(client, sealing, project, changes);
}
