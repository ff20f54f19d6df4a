import type { FoldedExecution, FoldedStep } from './results.ts';
import type { Tree } from './tree.ts';

/** A call of a model or tool that counts, with the names that it is looked for by. */
export interface FoldedCall {
  readonly step: FoldedStep;
  readonly execution: FoldedExecution;
  /** Name of the nearest workflow, be it the execution itself. */
  readonly workflow: string | null;
}

/** What the totals of executions (`own`) add up, one by one: all tool calls, and the calls of models that ended and are no doubles. */
export function callsOf(
  steps: readonly FoldedStep[],
  executions: ReadonlyMap<string, FoldedExecution>,
  tree: Tree,
): FoldedCall[] {
  return steps.flatMap((step) => {
    const execution = executions.get(step.executionId);
    const node = tree.nodes.get(step.stepId);
    return execution !== undefined && node !== undefined && counts(step, tree)
      ? [{ step, execution, workflow: workflowOf(execution, executions) }]
      : [];
  });
}
