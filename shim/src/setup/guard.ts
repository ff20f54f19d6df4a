import { sayOnce } from './say.ts';

/**
 * Runs a piece of the shim's own work. Should it throw, that is said once and undefined given:
 * telemetry never throws into the application.
 */
export function guarded<T>(what: string, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    sayOnce(`guard:${what}`, `${what} failed and was left out: ${reason}`);
    return undefined;
  }
}
