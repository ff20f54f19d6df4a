import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import { queueFigures } from '../figures/queue-figures.ts';
import { type FoundMemorySpan, memorySpansOf, rememberSpans } from '../memory/remember-spans.ts';
import type { PriceTable } from '../prices/price-table.ts';
import { dropErased } from '../privacy/delete-erased.ts';
import type { Sealing } from '../sealing/sealing.ts';
import { type CallRow, callRows } from '../store/call-row.ts';
import type { KnownSeries, NamedSeries } from '../store/call-series.ts';
import { type ExecutionRow, executionRow } from '../store/execution-row.ts';
import { DAY_US } from '../store/micros.ts';
import { readExecutionRows } from '../store/read-executions.ts';
import { correctSeen } from '../workflows/correct-seen.ts';
import { foldTrace } from './fold-trace.ts';
import type { FoldClock } from './inputs.ts';
import { loadTracesOnce } from './load-once.ts';
import { type WaitingTrace, writeWaiting } from './waiting.ts';
import { writeCalls } from './write-calls.ts';
import { deleteExecutions, writeExecutions } from './write-executions.ts';

/** An execution that a fold changed: as it was (null where it is new) and as it is. */
export interface ExecutionChange {
  readonly before: ExecutionRow | null;
  readonly after: ExecutionRow;
}

/** What a fold did to the rows of executions. */
export interface FoldOutcome {
  readonly changes: readonly ExecutionChange[];
  /** Rows that are no more: what looked like an execution became a step when the span above it came. */
  readonly gone: readonly ExecutionRow[];
}

/** What a fold of some traces did, to be told once it commits. */
export interface Folded extends FoldOutcome {
  readonly series: readonly NamedSeries[];
}

/** What a fold takes beside the traces. */
interface FoldParts {
  readonly sealing: Sealing;
  readonly prices: PriceTable;
  readonly clock: () => FoldClock;
  readonly series: KnownSeries;
}

/** How long traces are folded before requests get their turn. */
const TURN_MS = 10;

/** Makes the rows of executions and calls those that the spans and events of some traces say, within a transaction. */
export async function foldTraces(
  client: pg.PoolClient,
  { project, traceIds }: { readonly project: string; readonly traceIds: string[] },
  { sealing, prices, clock: now, series }: FoldParts,
): Promise<Folded> {
  await lockTraces(client, traceIds);
  await dropErased(client, project, traceIds);
  // What does not open stays as it is: a fold without it would put its loss in place of what is known.
  const store = { pool: client, sealing, strictly: true };
  const inputs = await loadTracesOnce(store, project, traceIds, prices);
  const clock = now();
  const before = new Map((await readExecutionRows(store, project, traceIds)).map((row) => [row.id, row]));
  const gone = new Map(before);
  const changes: ExecutionChange[] = [];
  const calls: CallRow[] = [];
  const waiting: WaitingTrace[] = [];
  const memory: FoundMemorySpan[] = [];
  const known = new Set(Array.from(before.values(), (row) => row.trace_id));
  const todayUs = clock.nowUs - (clock.nowUs % DAY_US);
  let turnMs = performance.now();
  for (const input of inputs) {
    if (performance.now() - turnMs > TURN_MS) {
      await setImmediate();
      turnMs = performance.now();
    }
    const folded = foldTrace(input, clock);
    const { executions, waitsUntilUs } = folded;
    calls.push(...callRows(project, folded));
    memory.push(...memorySpansOf(input, folded));
    if (waitsUntilUs !== null) waiting.push({ traceId: input.traceId, dueUs: waitsUntilUs });
    for (const execution of executions) {
      // Of an execution of an earlier day the row may be dropped while calls of it are there.
      if (execution.startedUs < todayUs) known.add(execution.traceId);
      const after = executionRow(project, execution);
      gone.delete(after.id);
      const old = before.get(after.id) ?? null;
      if (!isDeepStrictEqual(old, after)) changes.push({ before: old, after });
    }
  }
  const moved = changes.flatMap(({ before: old, after }) =>
    old !== null && old.started_at !== after.started_at ? [old] : [],
  );
  const replaced = changes.flatMap(({ before: old }) => (old === null ? [] : [old]));
  await deleteExecutions(client, [...replaced, ...gone.values()]);
  await writeExecutions(
    client,
    changes.map(({ after }) => after),
    sealing,
  );
  const renamed = changes.flatMap(({ before: old, after }) =>
    old !== null && (old.name !== after.name || old.kind !== after.kind) ? [old] : [],
  );
  await correctSeen(client, [...moved, ...renamed, ...gone.values()]);
  await rememberSpans(client, sealing, project, memory);
  const written = await writeCalls(client, { project, rows: calls, known: [...known] }, series);
  const changedRows = [
    ...changes.flatMap(({ before: old, after }) => [old ?? after, after]),
    ...gone.values(),
  ];
  await queueFigures(client, project, [...written.startsUs, ...changedRows.map((row) => row.started_at)]);
  await writeWaiting(client, project, waiting);
  return { changes, gone: [...gone.values()], series: written.series };
}

/** Two hubs never fold one trace at once: the later one then sees what the earlier one read. Sorted, so no deadlock. */
async function lockTraces(client: pg.PoolClient, traceIds: string[]): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended(t, 0)) FROM unnest($1::text[]) AS t', [
    traceIds.sort(),
  ]);
}
