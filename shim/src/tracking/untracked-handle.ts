import { RunControl } from './run-control.ts';
import type { ExecutionHandle } from './types.ts';

/** The handle of a run that is not tracked: nothing is made before it is asked for. */
export class UntrackedHandle implements ExecutionHandle {
  #control: RunControl | undefined;

  get id(): string {
    return '';
  }

  get signal(): ExecutionHandle['signal'] {
    return this.#made.signal;
  }

  get cancel(): ExecutionHandle['cancel'] {
    return this.#made.cancel;
  }

  get snapshot(): ExecutionHandle['snapshot'] {
    return () => {};
  }

  get #made(): RunControl {
    this.#control ??= new RunControl();
    return this.#control;
  }
}
