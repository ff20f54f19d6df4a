import { guarded } from '../setup/guard.ts';
import { sayOnce } from '../setup/say.ts';
import { errorFacts } from './error-facts.ts';
import type { Execution, Outcome } from './execution.ts';
import { takeSnapshot } from './snapshot.ts';
import { stoppedBy } from './stopped-error.ts';
import type { ExecutionHandle, RunLimits, SnapshotOptions } from './types.ts';
import { isAbortSignal, whenAborted } from './when-aborted.ts';

const LONGEST_TIMER_MS = 2_147_483_647;
const nothing = () => {};

/**
 * What a run's function holds: its id, and what stops it. It works alike with and without an execution, so that
 * a time limit or a cancellation does the same where tracking is off. `cancel` and `snapshot` are getters, so
 * that they may be taken out of the handle.
 */
export class RunControl implements ExecutionHandle {
  #execution: Execution | undefined;
  #callers: AbortSignal | undefined;
  #own: AbortController | undefined;
  /** Set where the run was stopped from inside: by `cancel` or its time limit. */
  #stop: { readonly error: DOMException; readonly reason: unknown } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #unfollow: () => void = nothing;
  #ended = false;

  /** @param limits - options of the run, as the caller gave them. */
  constructor(limits?: unknown) {
    if (limits !== undefined) guarded('taking the limits of a run', () => this.#obey(limits as RunLimits));
  }

  /** Ends this execution with the run. */
  track(execution: Execution): void {
    this.#execution = execution;
  }

  get id(): string {
    return this.#execution?.id ?? '';
  }

  get signal(): AbortSignal {
    if (this.#own !== undefined) return this.#own.signal;
    const own = new AbortController();
    this.#own = own;
    const callers = this.#callers;
    if (this.#stop !== undefined) own.abort(this.#stop.error);
    else if (callers?.aborted) own.abort(callers.reason);
    else if (callers !== undefined && !this.#ended) {
      this.#unfollow = whenAborted(callers, () => own.abort(callers.reason));
    }
    return own.signal;
  }

  get cancel(): (reason?: string) => void {
    return (reason) => {
      const text = reason === undefined ? 'This run was cancelled' : errorFacts(reason).message;
      this.#stopWith(new DOMException(text, 'AbortError'), reason);
    };
  }

  get snapshot(): (state: unknown, options?: SnapshotOptions) => void {
    return (state, options) => {
      const execution = this.#execution;
      if (execution) guarded('taking a snapshot', () => takeSnapshot(execution, state, options?.step));
    };
  }

  /** Ends the run, as its function ended unless something stopped it before. */
  end(outcome: Outcome): void {
    if (this.#ended) return;
    this.release();
    this.#execution?.end(this.#stoppedOutcome(outcome) ?? outcome);
  }

  /** Lets go of the time limit and of the caller's signal. */
  release(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#unfollow();
  }

  #stoppedOutcome(outcome: Outcome): Outcome | undefined {
    if (this.#stop !== undefined) return cancelledFor(this.#stop.reason);
    if (this.#callers?.aborted) return cancelledFor(this.#callers.reason);
    const called = outcome.status === 'failed' && stoppedBy(outcome.error) === 'cancel';
    return called ? cancelledFor(outcome.error) : undefined;
  }

  #obey({ signal, timeoutMs }: RunLimits): void {
    if (isAbortSignal(signal)) this.#callers = signal;
    if (timeoutMs === undefined) return;
    if (typeof timeoutMs !== 'number' || !(timeoutMs >= 1)) {
      sayOnce('run:timeout', 'a timeoutMs below 1 was ignored: it is a number of milliseconds from 1 up');
    } else if (timeoutMs <= LONGEST_TIMER_MS) {
      // It keeps the process: one that ended before would leave the run running.
      this.#timer = setTimeout(() => this.#timeIsOver(timeoutMs), timeoutMs);
    }
  }

  /** A run that hangs would never end by itself, so it ends here; what its function does then is its own. */
  #timeIsOver(timeoutMs: number): void {
    const error = new DOMException(`no end after ${timeoutMs} ms`, 'TimeoutError');
    guarded('ending a run whose time is over', () => this.end({ status: 'failed', error }));
    this.#stopWith(error, error);
  }

  #stopWith(error: DOMException, reason: unknown): void {
    if (this.#stop !== undefined) return;
    this.#stop = { error, reason };
    this.#own?.abort(error);
  }
}

function cancelledFor(reason: unknown): Outcome {
  return { status: 'cancelled', reason };
}
