import { Attr } from '@observatory/shim/conventions';
import { judgedIn } from '../evaluations/judged-in.ts';
import { evaluationsOfTrace } from '../evaluations/read-evaluations.ts';
import { foldTrace } from '../fold/fold-trace.ts';
import { loadTraces } from '../fold/load.ts';
import type { FoldedExecution, FoldedTrace } from '../fold/results.ts';
import { readTraceLogs } from '../integrations/trace-logs.ts';
import type { Attributes } from '../otlp/records.ts';
import { type ExecutionRow, executionRow } from '../store/execution-row.ts';
import { readExecutionRows } from '../store/read-executions.ts';
import { readEvents, readSpans } from '../store/read-trace.ts';
import type { HubContext } from './context.ts';
import { executionLinks } from './execution-links.ts';
import {
  eventOf,
  jsonValue,
  listedSummaryOfRow,
  logLineOf,
  spanOf,
  stepDataOf,
  stepOf,
  summaryOfRow,
} from './present.ts';
import { evaluationOf } from './present-evaluations.ts';
import type { ExecutionDetail } from './schemas/execution-detail.ts';

/** The lists of an answer that take time to find. */
export const executionParts = ['steps', 'spans', 'events', 'logs', 'evaluations'] as const;
export type ExecutionPart = (typeof executionParts)[number];

/** Most rows of each list; an answer says which it cut. */
const limits = { spans: 5000, events: 2000, logs: 2000, steps: 5000, evaluations: 2000 } as const;

/**
 * One execution with what is known of its trace: the parts that are asked for, all unless given; of the others the lists
 * are empty. It is folded now, so that it is what the store says at this moment even where the row in the list is not yet
 * up to date; with spans and logs alone, as it was folded last. null where the trace holds no such execution.
 */
export async function executionDetail(
  context: HubContext,
  project: string,
  id: string,
  parts: readonly ExecutionPart[] = executionParts,
): Promise<ExecutionDetail | null> {
  const traceId = id.slice(0, 32);
  const { database, clock, integrations } = context;
  const asks = (part: ExecutionPart) => parts.includes(part);
  const family = await familyOf(context, project, id, asks('steps') || asks('events') || asks('evaluations'));
  if (family === null) return null;
  const { row, parents, children, folded } = family;
  const [spans, events, found, judgements] = await Promise.all([
    // Steps have what their spans say, and events where these still run; judgements are of spans.
    asks('spans') || asks('steps') || asks('evaluations')
      ? readSpans(database, project, [traceId], limits.spans + 1)
      : [],
    asks('events') || asks('steps') ? readEvents(database, project, traceId, limits.events + 1) : [],
    asks('logs')
      ? readTraceLogs(database, integrations.loki, project, {
          traceId,
          sinceUs: row.started_at,
          untilUs: row.ended_at === null ? clock().nowUs : Math.max(row.ended_at, row.last_event_at),
          limit: limits.logs + 1,
        })
      : { lines: [], source: 'hub' as const, error: null },
    asks('evaluations') ? evaluationsOfTrace(database, project, traceId, limits.evaluations + 1) : [],
  ]);
  const inside = subtree(id, folded.executions);
  const steps = asks('steps') ? folded.steps.filter((step) => inside.has(step.executionId)) : [];
  const attributes = attributesBySpan(spans, events);
  const places = {
    parentOf: new Map(spans.map((span) => [span.span_id, span.parent_span_id])),
    executionOfStep: new Map(folded.steps.map((step) => [step.stepId, step.executionId])),
  };
  const evaluations = judgedIn(judgements.slice(0, limits.evaluations), folded.executions, places, inside);
  const lists = { spans, events, logs: found.lines, steps, evaluations: judgements };
  const own = attributes.get(id.slice(32));
  return {
    execution: summaryOfRow(row),
    parents: parents.map(listedSummaryOfRow),
    children: children.map(listedSummaryOfRow),
    steps: steps.slice(0, limits.steps).map((step) => stepOf(step, stepDataOf(attributes.get(step.stepId)))),
    spans: asks('spans') ? spans.slice(0, limits.spans).map(spanOf) : [],
    events: (asks('events') ? events : [])
      .filter((event) => event.execution_id !== null && inside.has(event.execution_id))
      .slice(-limits.events)
      .map(eventOf),
    logs: found.lines.slice(0, limits.logs).map(logLineOf),
    logs_from: { source: found.source, error: found.error },
    evaluations: evaluations.map(evaluationOf),
    links: executionLinks(context.pages, row),
    input: jsonValue(own?.[Attr.executionInput]),
    output: jsonValue(own?.[Attr.executionOutput]),
    truncated: executionParts.filter((list) => asks(list) && lists[list].length > limits[list]),
  };
}

/** An execution and those around it. */
interface Family {
  readonly row: ExecutionRow;
  readonly parents: readonly ExecutionRow[];
  readonly children: readonly ExecutionRow[];
  /** Empty where nothing of it is needed. */
  readonly folded: Pick<FoldedTrace, 'executions' | 'steps'>;
}

async function familyOf(
  { database, prices, clock }: HubContext,
  project: string,
  id: string,
  mustFold: boolean,
): Promise<Family | null> {
  const traceId = id.slice(0, 32);
  if (!mustFold) {
    const rows = await readExecutionRows(database, project, [traceId]);
    const family = around(id, rows, { executions: [], steps: [] });
    if (family !== null) return family;
  }
  const [input] = await loadTraces(database, project, [traceId], prices);
  if (!input) return null;
  const folded = foldTrace(input, clock());
  return around(
    id,
    folded.executions.map((one) => executionRow(project, one)),
    folded,
  );
}

function around(id: string, rows: readonly ExecutionRow[], folded: Family['folded']): Family | null {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const row = byId.get(id);
  if (row === undefined) return null;
  const parents: ExecutionRow[] = [];
  let parent = row.parent_id === null ? undefined : byId.get(row.parent_id);
  while (parent && !parents.includes(parent)) {
    parents.unshift(parent);
    parent = parent.parent_id === null ? undefined : byId.get(parent.parent_id);
  }
  return { row, parents, children: rows.filter((one) => one.parent_id === id), folded };
}

function subtree(rootId: string, all: readonly FoldedExecution[]): Set<string> {
  const inside = new Set([rootId]);
  let before = 0;
  while (inside.size > before) {
    before = inside.size;
    for (const one of all) if (one.parentId !== null && inside.has(one.parentId)) inside.add(one.id);
  }
  return inside;
}

interface Attributed {
  readonly span_id: string | null;
  readonly attributes: Attributes;
}

/** Attributes by span id, from events and then from the span itself, which wins. */
function attributesBySpan(
  spans: readonly Attributed[],
  events: readonly Attributed[],
): ReadonlyMap<string, Attributes> {
  const bySpan = new Map<string, Attributes>();
  for (const { span_id, attributes } of [...events, ...spans]) {
    if (span_id !== null) bySpan.set(span_id, { ...bySpan.get(span_id), ...attributes });
  }
  return bySpan;
}
