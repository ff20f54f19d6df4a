import { AsyncLocalStorage } from 'node:async_hooks';
import type { Execution } from '../tracking/execution.ts';

/** A trace that was started, and the one around it in the same flow of calls. */
export interface OpenTrace {
  readonly observer: object;
  readonly execution: Execution;
  /** The execution that ran where the trace was started. */
  readonly around: Execution | undefined;
  isOpen: boolean;
  outer: OpenTrace | undefined;
}

/** Traces that may be open at once; far more than a healthy service has. */
const MAX_OPEN = 10_000;
/** Traces in one flow of calls; what is further out is forgotten there, and still ends by its id. */
const MAX_NESTED = 100;

const flow = new AsyncLocalStorage<OpenTrace>();
const byId = new Map<string, OpenTrace>();

/**
 * Opens a trace and makes it the current one of what follows in this flow of calls: of the rest of the running
 * function, its callers included up to the first `await` between, and all that they start.
 */
export function openTrace(observer: object, execution: Execution, around: Execution | undefined): void {
  const outer = pruned(flow.getStore());
  const opened: OpenTrace = { observer, execution, around, isOpen: true, outer };
  byId.set(execution.id, opened);
  flow.enterWith(opened);
}

/** The id of the oldest open trace, where so many are open that it has to make room. */
export function oneTooMany(): string | undefined {
  if (byId.size < MAX_OPEN) return undefined;
  for (const id of byId.keys()) return id;
  return undefined;
}

/** Closes a trace and gives its execution; undefined where none of this id is open. */
export function closeTrace(id: string): Execution | undefined {
  const closed = byId.get(id);
  if (closed === undefined) return undefined;
  byId.delete(id);
  closed.isOpen = false;
  return closed.execution;
}

/** The open trace of this id. */
export function openTraceOf(id: string): Execution | undefined {
  return byId.get(id)?.execution;
}

/** The innermost open trace of the current flow of calls: this observer's own, or else any. */
export function currentTrace(observer: object): OpenTrace | undefined {
  let first: OpenTrace | undefined;
  for (let trace = flow.getStore(); trace !== undefined; trace = trace.outer) {
    if (!trace.isOpen) continue;
    if (trace.observer === observer) return trace;
    first ??= trace;
  }
  return first;
}

/** The chain without those that are closed, so that a flow that starts traces for ever holds none for ever. */
function pruned(innermost: OpenTrace | undefined): OpenTrace | undefined {
  const start = nextOpen(innermost);
  let count = 1;
  for (let trace = start; trace !== undefined; trace = trace.outer) {
    trace.outer = count++ < MAX_NESTED ? nextOpen(trace.outer) : undefined;
  }
  return start;
}

function nextOpen(trace: OpenTrace | undefined): OpenTrace | undefined {
  let open = trace;
  while (open !== undefined && !open.isOpen) open = open.outer;
  return open;
}
