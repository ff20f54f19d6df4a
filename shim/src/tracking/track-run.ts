import type { ExecutionKind } from '../conventions/index.ts';
import { runPlain } from '../operation/run-plain.ts';
import { Execution, type ExecutionStart } from './execution.ts';
import { isTracked } from './is-tracked.ts';
import { RunControl } from './run-control.ts';
import { runTracked } from './run-tracked.ts';
import type { ExecutionHandle, ExecutionOptions, WorkflowOptions } from './types.ts';
import { UntrackedHandle } from './untracked-handle.ts';

/**
 * Runs a function as an execution. The arguments are those of `trackExecution` in either form: options and the
 * function, or all by position.
 */
export function trackRun<T>(kind: ExecutionKind, given: readonly unknown[]): Promise<T> {
  const byOptions = typeof given[1] === 'function';
  const fn = given[byOptions ? 1 : 2] as (execution: ExecutionHandle) => T | PromiseLike<T>;
  if (!byOptions && !isTracked()) return runPlain(() => fn(new UntrackedHandle()));
  return runControlled(kind, given, byOptions, fn);
}

async function runControlled<T>(
  kind: ExecutionKind,
  given: readonly unknown[],
  byOptions: boolean,
  fn: (execution: ExecutionHandle) => T | PromiseLike<T>,
): Promise<T> {
  const control = new RunControl(byOptions ? given[0] : undefined);
  try {
    if (!isTracked()) return await fn(control);
    return await runTracked(
      'an execution',
      () => {
        const execution = new Execution(byOptions ? asOptions(kind, given[0]) : byPosition(kind, given));
        control.track(execution);
        return {
          context: execution.context,
          succeed: (output: T) => control.end({ status: 'completed', output }),
          fail: (error: unknown) => control.end({ status: 'failed', error }),
        };
      },
      () => fn(control),
    );
  } finally {
    control.release();
  }
}

function asOptions(kind: ExecutionKind, options: unknown): ExecutionStart {
  const given = options as Partial<ExecutionOptions & WorkflowOptions>;
  const { operation, input, taskId, userId, sessionId } = given;
  const name = kind === 'agent' ? given.agentType : given.workflowType;
  return { kind, name, operation, input, taskId, userId, sessionId };
}

function byPosition(kind: ExecutionKind, given: readonly unknown[]): ExecutionStart {
  const [name, operation, , input, taskId, userId, sessionId] = given;
  return { kind, name, operation, input, taskId, userId, sessionId };
}
