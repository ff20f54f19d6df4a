import type { EvaluationRow } from './read-evaluations.ts';

/** An execution of a trace, as far as the place of a judgement needs it. */
export interface Judged {
  readonly id: string;
  readonly spanId: string;
  readonly name: string;
  readonly parentId: string | null;
}

/** What stands in which span: parent span by span, and the execution of a step. */
export interface Places {
  readonly parentOf: ReadonlyMap<string, string | null>;
  readonly executionOfStep: ReadonlyMap<string, string>;
}

/**
 * The evaluations of a trace that are of some of its executions. One is of the execution that its span is or is within, else
 * of the one that it names, else of the first of the trace (docs/data-model.md); `executions` are by their start.
 */
export function judgedIn(
  evaluations: readonly EvaluationRow[],
  executions: readonly Judged[],
  { parentOf, executionOfStep }: Places,
  inside: ReadonlySet<string>,
): EvaluationRow[] {
  const byId = new Map(executions.map((one) => [one.id, one]));
  const bySpan = new Map(executions.map((one) => [one.spanId, one]));
  const first = executions.find(({ parentId }) => parentId === null) ?? executions[0];
  const ofSpan = (spanId: string | null): Judged | undefined => {
    const seen = new Set<string>();
    for (let at = spanId; at !== null && !seen.has(at); at = parentOf.get(at) ?? null) {
      seen.add(at);
      const found = bySpan.get(at) ?? byId.get(executionOfStep.get(at) ?? '');
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return evaluations.flatMap((evaluation) => {
    const of = ofSpan(evaluation.spanId) ?? byId.get(evaluation.executionId ?? '') ?? first;
    return of !== undefined && inside.has(of.id)
      ? [{ ...evaluation, executionId: of.id, agent: of.name }]
      : [];
  });
}
