import { sayOnce } from './say.ts';

/**
 * Runs a piece of the shim's own work. Should it throw, that is said once and undefined given:
 * telemetry never throws into the application.
 */
export function guarded<T>(what: string, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    sayOnce(`guard:${what}`, `${what} failed and was left out: ${messageOf(error)}`);
    return undefined;
  }
}

/** What was thrown may be anything, and throw again when it is looked at. */
function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return 'an error that cannot be read';
  }
}
