import { processWide } from '../../setup/process-wide.ts';
import type { Execution } from '../../tracking/execution.ts';
import { stoppedBy } from '../../tracking/stopped-error.ts';
import { RunTree } from '../run-tree.ts';

/** What is kept of an open run of LangChain. */
export interface LangChainRun {
  readonly succeed: (output: unknown) => void;
  readonly fail: (error: unknown) => void;
  /** A piece of a streamed answer has come. */
  readonly chunk?: () => void;
  /** How often each task of a graph was started: more than once where it is tried anew. */
  readonly tries: Map<string, number>;
  /** Ids of the models within it whose answers are streamed and have not ended. */
  readonly streaming: Set<string>;
}

/** What is kept of a run that is nothing of its own, and the part of any other that does not depend on what it is. */
export function passedRun(parent: LangChainRun | undefined): LangChainRun {
  return { succeed() {}, fail() {}, tries: parent?.tries ?? new Map(), streaming: new Set() };
}

/** The open runs of LangChain in this process, whichever handler told of them. */
export const runs = processWide(
  'langchain',
  () => new RunTree<LangChainRun>('LangChain', (run, error) => run.fail(error)),
);

/** How LangGraph says by an error that a graph waits for a person, or goes on elsewhere: no failure. */
const bubbles = new Set(['GraphInterrupt', 'NodeInterrupt', 'ParentCommand', 'GraphBubbleUp']);

/** Whether an error is LangGraph's way to leave a node, such as `interrupt()`. */
export function isBubble(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return bubbles.has(error.name) || (error as { is_bubble_up?: unknown }).is_bubble_up === true;
}

/** Ends an execution as its run failed: an aborted one is cancelled, one that waits for a person is not failed. */
export function failExecution(execution: Execution, error: unknown): void {
  if (isBubble(error)) execution.end({ status: 'completed', output: undefined });
  else if (isAborted(error)) execution.end({ status: 'cancelled', reason: error });
  else execution.end({ status: 'failed', error });
}

/** LangGraph's own abortion is a plain error whose message is this word. */
function isAborted(error: unknown): boolean {
  return stoppedBy(error) === 'cancel' || (error instanceof Error && /^Abort(ed)?$/.test(error.message));
}

/** 2 and more where `withRetry` tries a run anew, which it says by a tag. */
export function retryOf(tags: readonly unknown[]): number | undefined {
  for (const tag of tags) {
    const [, attempt] = /^retry:attempt:(\d+)$/.exec(String(tag)) ?? [];
    if (attempt !== undefined) return Number(attempt);
  }
  return undefined;
}
