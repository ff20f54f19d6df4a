import { processWide } from './process-wide.ts';

interface CrashTasks {
  /** What tracking and others have to end, given what was thrown. */
  readonly endings: Set<(error: unknown) => void>;
  /** Writes a fatal line of a service on stdout, and its record; undefined where no logger writes there. */
  writeLine: ((service: string, message: string, error: unknown) => void) | undefined;
}

/** What parts of the shim do when an error ends the process; kept apart, so that `init` need not load them. */
export const crashTasks = processWide(
  'crash-tasks',
  (): CrashTasks => ({ endings: new Set(), writeLine: undefined }),
);
