import type { ExecutionKind, ExecutionStatus, StepKind } from '@observatory/shim/conventions';
import type { ExecutionMark } from '../api/schemas/executions.ts';
import type { Inference } from './inputs.ts';
import type { Tally } from './tallies.ts';
import type { ExecutionTotals } from './totals.ts';

export interface Fault {
  readonly type: string;
  readonly message: string;
}

/** Why an execution failed. */
export interface Cause {
  /** The execution in which it failed first: this one, or one within it. */
  readonly executionId: string;
  /** Name of the innermost step that failed, or was open when it ended; null where none did. */
  readonly step: string | null;
  readonly fault: Fault;
}

/** One row of agent_executions, as the facts of its trace say now. Ids are hex, times microseconds. */
export interface FoldedExecution {
  readonly id: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | null;
  readonly kind: ExecutionKind;
  readonly name: string;
  readonly operation: string | null;
  readonly status: ExecutionStatus;
  readonly error: Fault | null;
  /** Null where it did not fail. */
  readonly cause: Cause | null;
  readonly startedUs: number;
  readonly endedUs: number | null;
  readonly lastEventUs: number;
  readonly service: string;
  /** `deployment.environment.name` of its service. */
  readonly environment: string | null;
  /** Of the agent, else of its service. */
  readonly version: string | null;
  readonly userId: string | null;
  readonly sessionId: string | null;
  readonly taskId: string | null;
  readonly conversationId: string | null;
  readonly workflowId: string | null;
  readonly stepCount: number;
  /** Of its steps, how many run now. */
  readonly runningSteps: number;
  /** Without and with the executions within this one. */
  readonly own: ExecutionTotals;
  readonly total: ExecutionTotals;
  /** What the metrics count of its own steps that ended. */
  readonly tallies: readonly Tally[];
  readonly marks: readonly ExecutionMark[];
}

export interface FoldedStep {
  readonly stepId: string;
  readonly parentStepId: string | null;
  readonly executionId: string;
  readonly childExecutionId: string | null;
  readonly kind: StepKind;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly startedUs: number;
  readonly endedUs: number | null;
  readonly attempt: number | null;
  /** Whether it is a call of a model or tool that the totals of its execution hold. */
  readonly counts: boolean;
  readonly inference: Inference | null;
  readonly error: Fault | null;
}

export interface FoldedTrace {
  readonly executions: readonly FoldedExecution[];
  /** By start. */
  readonly steps: readonly FoldedStep[];
  /** When it must be folded again, should nothing more come; null where it need not. */
  readonly waitsUntilUs: number | null;
}
