import { type Attributes, type Context, createContextKey } from '@opentelemetry/api';
import type { Execution } from '../tracking/execution.ts';
import type { CallerExecution } from './caller-execution.ts';
import type { ObservabilityContext } from './observability-context.ts';

/** What the shim keeps in a context. */
export interface ShimContext {
  readonly fields: ObservabilityContext;
  /** What every span and event inside carries: the fields, and the execution's id and start. */
  readonly attributes: Attributes;
  /** What every log line inside carries: the fields, and the execution's id. */
  readonly line: Readonly<Record<string, string>>;
  /** The running execution, where this process runs it. */
  readonly execution: Execution | undefined;
  /** The running execution of the process that called this one; an execution here is within it. */
  readonly caller?: CallerExecution | undefined;
}

const key = createContextKey('observatory.shim');

export function shimContextOf(context: Context): ShimContext | undefined {
  return context.getValue(key) as ShimContext | undefined;
}

export function withShimContext(context: Context, value: ShimContext): Context {
  return context.setValue(key, value);
}
