/** A running execution of which just this much is known, because another process runs it. */
export interface CallerExecution {
  /** 48 hex digits. */
  readonly id: string;
  /** Whole microseconds since the epoch. */
  readonly startUs: number;
}

const idForm = /^(?!0{32})[0-9a-f]{32}(?!0{16})[0-9a-f]{16}$/;
const startForm = /^[1-9][0-9]{14,15}$/;

/** Whether a value has the form of an execution's id: trace id and span id, 48 hex digits, neither all zeros. */
export function isExecutionId(value: unknown): value is string {
  return typeof value === 'string' && idForm.test(value);
}

/** The execution that these texts tell of; undefined where they have not the form of an id and a start. */
export function callerExecution(
  id: string | undefined,
  start: string | undefined,
): CallerExecution | undefined {
  return isExecutionId(id) && start !== undefined && startForm.test(start)
    ? { id, startUs: Number(start) }
    : undefined;
}
