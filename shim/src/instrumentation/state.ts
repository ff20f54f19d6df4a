import { processWide } from '../setup/process-wide.ts';

/**
 * `late`: loaded before the shim, so that part of it may not be seen. `bundled`: part of the service's own file.
 * `failed`: its instrumentation could not be loaded, or threw.
 */
export type LibraryState = 'instrumented' | 'late' | 'bundled' | 'failed';

const states = processWide('library-states', () => new Map<string, LibraryState>());

/** Notes what became of a library. That it was late, or cannot be reached, stays; that it failed above all. */
export function noteLibrary(name: string, state: LibraryState): void {
  if (states.get(name) === 'failed') return;
  if (state !== 'instrumented' || !states.has(name)) states.set(name, state);
}

const failures = processWide('library-failures', () => new Map<string, string>());

/** Notes that a library's instrumentation failed, and why. */
export function noteFailure(name: string, error: unknown): void {
  states.set(name, 'failed');
  const [why = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  failures.set(name, why.slice(0, 200));
}

/** Why the instrumentation of each of these libraries failed, in one line. */
export function libraryFailures(): ReadonlyMap<string, string> {
  return failures;
}

/** What became of the libraries that were loaded, or are known to be out of reach. */
export function libraryStates(): ReadonlyMap<string, LibraryState> {
  return states;
}
