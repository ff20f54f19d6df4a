import { Attr } from '@observatory/shim/conventions';
import { judgedIn } from '../evaluations/judged-in.ts';
import { evaluationsOfTrace } from '../evaluations/read-evaluations.ts';
import { foldTrace } from '../fold/fold-trace.ts';
import { loadTraces } from '../fold/load.ts';
import type { FoldedExecution } from '../fold/results.ts';
import { readTraceLogs } from '../integrations/trace-logs.ts';
import type { Attributes } from '../otlp/records.ts';
import { executionRow } from '../store/execution-row.ts';
import { readEvents, readSpans } from '../store/read-trace.ts';
import type { HubContext } from './context.ts';
import { executionLinks } from './execution-links.ts';
import { eventOf, jsonValue, logLineOf, spanOf, stepDataOf, stepOf, summaryOfRow } from './present.ts';
import { evaluationOf } from './present-evaluations.ts';
import type { ExecutionDetail } from './schemas/core.ts';

/** Most rows of each list; an answer says which it cut. */
const limits = { spans: 5000, events: 2000, logs: 2000, steps: 5000, evaluations: 2000 } as const;

/**
 * One execution with all that is known of its trace, folded now: what the store says at this moment, even where
 * the row in the list is not yet up to date. null where the trace holds no such execution.
 */
export async function executionDetail(
  context: HubContext,
  project: string,
  id: string,
): Promise<ExecutionDetail | null> {
  const traceId = id.slice(0, 32);
  const { database, prices, clock, integrations } = context;
  const [input] = await loadTraces(database, project, [traceId], prices);
  if (!input) return null;
  const folded = foldTrace(input, clock());
  const byId = new Map(folded.executions.map((execution) => [execution.id, execution]));
  const execution = byId.get(id);
  if (!execution) return null;

  const row = executionRow(project, execution);
  const [spans, events, found, judgements] = await Promise.all([
    readSpans(database, project, [traceId], limits.spans + 1),
    readEvents(database, project, traceId, limits.events + 1),
    readTraceLogs(database, integrations.loki, project, {
      traceId,
      sinceUs: row.started_at,
      untilUs: row.ended_at === null ? clock().nowUs : Math.max(row.ended_at, row.last_event_at),
      limit: limits.logs + 1,
    }),
    evaluationsOfTrace(database, project, traceId, limits.evaluations + 1),
  ]);
  const inside = subtree(execution, folded.executions);
  const steps = folded.steps.filter((step) => inside.has(step.executionId));
  const attributes = attributesBySpan(spans, events);
  const places = {
    parentOf: new Map(spans.map((span) => [span.span_id, span.parent_span_id])),
    executionOfStep: new Map(folded.steps.map((step) => [step.stepId, step.executionId])),
  };
  const evaluations = judgedIn(judgements.slice(0, limits.evaluations), folded.executions, places, inside);
  const lists = { spans, events, logs: found.lines, steps, evaluations: judgements };
  const summary = (one: FoldedExecution) => summaryOfRow(executionRow(project, one));
  return {
    execution: summaryOfRow(row),
    parents: parentsOf(execution, byId).map(summary),
    children: folded.executions.filter((one) => one.parentId === id).map(summary),
    steps: steps.slice(0, limits.steps).map((step) => stepOf(step, stepDataOf(attributes.get(step.stepId)))),
    spans: spans.slice(0, limits.spans).map(spanOf),
    events: events
      .filter((event) => event.execution_id !== null && inside.has(event.execution_id))
      .slice(-limits.events)
      .map(eventOf),
    logs: found.lines.slice(0, limits.logs).map(logLineOf),
    logs_from: { source: found.source, error: found.error },
    evaluations: evaluations.map(evaluationOf),
    links: executionLinks(context.pages, row),
    input: jsonValue(attributes.get(execution.spanId)?.[Attr.executionInput]),
    output: jsonValue(attributes.get(execution.spanId)?.[Attr.executionOutput]),
    truncated: (['spans', 'events', 'logs', 'steps', 'evaluations'] as const).filter(
      (list) => lists[list].length > limits[list],
    ),
  };
}

function subtree(root: FoldedExecution, all: readonly FoldedExecution[]): Set<string> {
  const inside = new Set([root.id]);
  let before = 0;
  while (inside.size > before) {
    before = inside.size;
    for (const one of all) if (one.parentId !== null && inside.has(one.parentId)) inside.add(one.id);
  }
  return inside;
}

function parentsOf(
  execution: FoldedExecution,
  byId: ReadonlyMap<string, FoldedExecution>,
): FoldedExecution[] {
  const parents: FoldedExecution[] = [];
  let parent = execution.parentId === null ? undefined : byId.get(execution.parentId);
  while (parent && !parents.includes(parent)) {
    parents.unshift(parent);
    parent = parent.parentId === null ? undefined : byId.get(parent.parentId);
  }
  return parents;
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
