import { and, between, eq, inArray, sql } from 'drizzle-orm';
import { foldTrace } from '../fold/fold-trace.ts';
import type { FoldClock } from '../fold/inputs.ts';
import { loadTraces } from '../fold/load.ts';
import type { FoldedStep } from '../fold/results.ts';
import type { PriceTable } from '../prices/price-table.ts';
import type { Database } from '../store/database.ts';
import type { ExecutionRow } from '../store/execution-row.ts';
import { spans } from '../store/schema.ts';
import type { Group } from './compare-groups.ts';
import type { Condition } from './conditions.ts';
import { searchExecutions } from './search-executions.ts';
import { withinTime } from './within-time.ts';

/** Spans of one side that are read for its steps; a run whose trace does not fit any more is left out of them. */
const MAX_SPANS = 20_000;
const TRACES_AT_ONCE = 50;
/** Around the runs: clocks differ, and the execution that a run is within may say more of it. */
const AROUND_US = 3_600_000_000;

interface GroupSource {
  readonly database: Database;
  readonly prices: PriceTable;
  readonly clock: () => FoldClock;
}

/** The newest runs of a search, `sample` at most, with their own steps. */
export async function readGroup(
  source: GroupSource,
  project: string,
  query: string,
  conditions: readonly Condition[],
  sample: number,
): Promise<Group> {
  const { database, clock } = source;
  const found = await searchExecutions(
    database,
    project,
    conditions,
    'started',
    null,
    sample + 1,
    clock().nowUs,
  );
  const runs = found.slice(0, sample).map(({ row }) => row);
  const within = stretchAround(runs, clock().nowUs);
  const traceIds = await tracesThatFit(database, project, runs, within);
  const stepped = new Set(runs.filter((run) => traceIds.has(run.trace_id)).map((run) => run.id));
  const steps = await readSteps(source, project, [...traceIds], within, stepped);
  return { query, runs, complete: found.length <= sample, stepped, steps };
}

interface Within {
  readonly fromUs: number;
  readonly toUs: number;
}

/** When the spans of runs are. */
function stretchAround(runs: readonly ExecutionRow[], nowUs: number): Within {
  const starts = runs.map((run) => run.started_at);
  const ends = runs.map((run) => run.ended_at ?? Math.max(run.last_event_at, nowUs));
  return { fromUs: Math.min(...starts) - AROUND_US, toUs: Math.max(...ends) + AROUND_US };
}

async function tracesThatFit(
  database: Database,
  project: string,
  runs: readonly ExecutionRow[],
  { fromUs, toUs }: Within,
): Promise<Set<string>> {
  const traceIds = [...new Set(runs.map((run) => run.trace_id))];
  if (traceIds.length === 0) return new Set();
  const counted = await withinTime(database, (db) =>
    db
      .select({ trace_id: spans.trace_id, count: sql<number>`count(*)` })
      .from(spans)
      .where(
        and(
          eq(spans.project, project),
          inArray(spans.trace_id, traceIds),
          between(spans.start_time, fromUs, toUs),
        ),
      )
      .groupBy(spans.trace_id),
  );
  const counts = new Map(counted.map(({ trace_id, count }) => [trace_id, count]));
  const fitting = new Set<string>();
  let room = MAX_SPANS;
  for (const traceId of traceIds) {
    const count = counts.get(traceId) ?? 0;
    if (count > room) continue;
    room -= count;
    fitting.add(traceId);
  }
  return fitting;
}

async function readSteps(
  { database, prices, clock }: GroupSource,
  project: string,
  traceIds: readonly string[],
  within: Within,
  runIds: ReadonlySet<string>,
): Promise<FoldedStep[]> {
  const steps: FoldedStep[] = [];
  for (let at = 0; at < traceIds.length; at += TRACES_AT_ONCE) {
    const traces = await loadTraces(database, project, traceIds.slice(at, at + TRACES_AT_ONCE), prices, {
      within,
    });
    for (const trace of traces)
      for (const step of foldTrace(trace, clock()).steps) if (runIds.has(step.executionId)) steps.push(step);
  }
  return steps;
}
