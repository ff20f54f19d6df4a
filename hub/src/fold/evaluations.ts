import { Attr } from '@observatory/shim/conventions';
import type { Attributes } from '../otlp/records.ts';
import { executionIdOf } from '../store/execution-id.ts';
import type { FoldEvaluation } from './inputs.ts';
import type { Tree } from './tree.ts';

const TRACE_ID_DIGITS = 32;

/** Reads a stored evaluation for the fold; none where it has no score from 0 to 1. */
export function evaluationOf(spanId: string | null, attributes: Attributes): FoldEvaluation[] {
  const score = attributes[Attr.evaluationScore];
  if (typeof score !== 'number' || !(score >= 0 && score <= 1)) return [];
  const name = attributes[Attr.evaluationName];
  const responseId = attributes[Attr.responseId];
  return [
    {
      name: typeof name === 'string' ? name : '',
      score,
      spanId,
      executionId: executionIdOf(attributes[Attr.executionId]),
      responseId: typeof responseId === 'string' ? responseId : null,
    },
  ];
}

/**
 * Span id of an execution → what was judged of it and its own steps. An evaluation is of the execution that its span is
 * or is within, else of the one it names, of the one with the answer it names, or of the first of its trace.
 */
export function evaluationsByExecution(
  evaluations: readonly FoldEvaluation[],
  tree: Tree,
): ReadonlyMap<string, readonly FoldEvaluation[]> {
  if (evaluations.length === 0 || tree.stepsOf.size === 0) return new Map();
  const owners = new Map<string, string>();
  const answers = new Map<string, string>();
  for (const [execution, steps] of tree.stepsOf) {
    for (const { id, facts } of steps) {
      owners.set(id, execution);
      if (facts.responseId !== undefined) answers.set(facts.responseId, execution);
    }
  }
  for (const execution of tree.stepsOf.keys()) owners.set(execution, execution);
  const above = new Map<string, string | undefined>(owners);
  const first = tree.executionsInnermostFirst.at(-1)?.id ?? '';
  const ownerOf = ({ spanId, executionId, responseId }: FoldEvaluation): string =>
    (spanId === null ? undefined : ownerAbove(spanId, above, tree)) ??
    owners.get(executionId?.slice(TRACE_ID_DIGITS) ?? '') ??
    answers.get(responseId ?? '') ??
    first;
  return Map.groupBy(evaluations, ownerOf);
}

/** The owner of a span, or of the nearest above it that has one; noted of what lies between, so that no way is gone twice. */
function ownerAbove(spanId: string, above: Map<string, string | undefined>, tree: Tree): string | undefined {
  const way = new Set<string>();
  let id: string | null = spanId;
  while (id !== null && !above.has(id) && !way.has(id)) {
    way.add(id);
    id = tree.nodes.get(id)?.parentId ?? null;
  }
  const owner = id === null ? undefined : above.get(id);
  for (const passed of way) above.set(passed, owner);
  return owner;
}
