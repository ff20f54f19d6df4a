import type { ExecutionKind } from '@observatory/shim/conventions';
import { readFigures } from '../figures/read-figures.ts';
import type { Database } from '../store/database.ts';
import { isoOfMicros } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';
import type { ReadRun } from './bottlenecks.ts';
import { readSpansOfTraces } from './read-span-trees.ts';
import { type TraceSpan, traceTree } from './trace-tree.ts';

export interface BottleneckQuestion extends Stretch {
  /** Runs of one agent or workflow, within others too; without, runs that no other one started. */
  readonly only?: { readonly kind: ExecutionKind; readonly name: string };
}

export interface SampledRuns {
  readonly runs: readonly ReadRun[];
  /** Runs that began in the stretch. */
  readonly of: number;
  /** Chosen runs that could not be read. */
  readonly leftOut: number;
}

const MAX_NAMES = 40;
const MAX_RUNS = 600;
const MAX_RUNS_OF_ONE = 200;
/** Spans that all chosen runs have, by the counts of their rows. */
const MAX_SPANS = 10_000;
const MAX_SPANS_OF_TRACE = 2000;

interface Name {
  readonly kind: ExecutionKind;
  readonly name: string;
  readonly count: number;
}

interface Run {
  readonly id: string;
  readonly kind: ExecutionKind;
  readonly name: string;
  readonly service: string;
  readonly startUs: number;
  readonly endUs: number;
  readonly size: number;
}

/** The newest ended runs of each agent and workflow that began in a stretch, with their spans. */
export async function readRuns(
  database: Database,
  project: string,
  question: BottleneckQuestion,
): Promise<SampledRuns> {
  const names = await readNames(database, project, question);
  const chosenNames = names.slice(0, MAX_NAMES);
  const of = names.reduce((sum, { count }) => sum + count, 0);
  if (chosenNames.length === 0) return { runs: [], of, leftOut: 0 };
  const most = Math.min(MAX_RUNS_OF_ONE, Math.floor(MAX_RUNS / chosenNames.length));
  const found = await readNewest(database, project, question, chosenNames, most);
  const chosen = chosenNames.flatMap((name) => {
    const runs = found.filter((run) => run.kind === name.kind && run.name === name.name);
    const fitting = fittingRuns(runs, MAX_SPANS / chosenNames.length);
    const isAll = fitting.length === runs.length && runs.length < most;
    const weight = isAll ? 1 : Math.max(1, name.count / fitting.length);
    return fitting.map((run) => ({ run, weight }));
  });
  const spans = await readSpansOfTraces(
    database,
    project,
    stretchesOf(chosen.map(({ run }) => run)),
    MAX_SPANS_OF_TRACE,
  );
  const runs = chosen.flatMap(({ run, weight }): ReadRun[] => {
    const ofTrace = spans.get(run.id.slice(0, 32));
    // Without its last spans, a path would be another one.
    if (ofTrace === undefined || ofTrace.length > MAX_SPANS_OF_TRACE) return [];
    const spanId = run.id.slice(32);
    const own = ofTrace.find(({ id }) => id === spanId);
    const tree = traceTree([rootOf(run, own), ...ofTrace], run.endUs, spanId);
    return [{ executionId: run.id, name: run.name, weight, tree }];
  });
  return { runs, of, leftOut: chosen.length - runs.length };
}

/** Agents and workflows that ran, those that took the most time first. */
async function readNames(database: Database, project: string, question: BottleneckQuestion): Promise<Name[]> {
  const { sinceUs, untilUs, only } = question;
  const figures = await readFigures(database, project, {
    sinceUs,
    untilUs,
    kind: 'execution',
    by: ['agent', 'workflow'],
    bucketS: null,
    ...(only && { where: { [only.kind]: only.name } }),
  });
  return figures
    .toSorted((a, b) => b.durationMs - a.durationMs)
    .map(({ agent, workflow, started, roots }) => ({
      kind: workflow === '' ? ('agent' as const) : ('workflow' as const),
      name: workflow === '' ? agent : workflow,
      count: only ? started : roots,
    }))
    .filter(({ count }) => count > 0);
}

async function readNewest(
  { pool }: Database,
  project: string,
  { sinceUs, untilUs, only }: BottleneckQuestion,
  names: readonly Name[],
  most: number,
): Promise<Run[]> {
  const result = await pool.query<Run>(
    `SELECT encode(e.id, 'hex') AS id, n.kind, n.name, e.service, e.size,
            (extract(epoch FROM e.started_at) * 1000000)::bigint AS "startUs",
            (extract(epoch FROM e.ended_at) * 1000000)::bigint AS "endUs"
     FROM unnest($4::text[], $5::text[]) AS n(kind, name)
     CROSS JOIN LATERAL (
       SELECT id, service, started_at, ended_at, step_count + llm_calls + tool_calls + 2 AS size
       FROM agent_executions
       WHERE project = $1 AND name = n.name AND kind = n.kind AND started_at > $2 AND started_at <= $3
         AND ended_at IS NOT NULL ${only ? '' : 'AND parent_id IS NULL'}
       ORDER BY started_at DESC LIMIT $6
     ) AS e`,
    [
      project,
      isoOfMicros(sinceUs),
      isoOfMicros(untilUs),
      names.map(({ kind }) => kind),
      names.map(({ name }) => name),
      most,
    ],
  );
  return result.rows;
}

/** The first of some runs whose spans there is room for; one at least. */
function fittingRuns(runs: readonly Run[], room: number): readonly Run[] {
  let spans = 0;
  const end = runs.findIndex(({ size }, i) => {
    spans += size;
    return i > 0 && spans > room;
  });
  return end === -1 ? runs : runs.slice(0, end);
}

/** Several runs of one trace are read at once. */
function stretchesOf(runs: readonly Run[]) {
  const stretches = new Map<string, { traceId: string; fromUs: number; toUs: number }>();
  for (const { id, startUs, endUs } of runs) {
    const traceId = id.slice(0, 32);
    const known = stretches.get(traceId) ?? { traceId, fromUs: startUs, toUs: endUs };
    known.fromUs = Math.min(known.fromUs, startUs);
    known.toUs = Math.max(known.toUs, endUs);
    stretches.set(traceId, known);
  }
  return [...stretches.values()];
}

/** The run's own span, as its row says it: it may be known from events alone, or be the request in which it ran. */
function rootOf(run: Run, own: TraceSpan | undefined): TraceSpan {
  const isCall = own !== undefined && ['llm', 'embedding', 'tool'].includes(own.kind);
  return {
    id: run.id.slice(32),
    parentId: null,
    name: isCall ? own.name : run.name,
    service: run.service,
    kind: isCall ? own.kind : run.kind,
    status: 'completed',
    errorType: null,
    startUs: run.startUs,
    endUs: run.endUs,
    isMessage: false,
    call: null,
  };
}
