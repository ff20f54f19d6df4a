import { processWide } from '../setup/process-wide.ts';

/** `late`: loaded before the shim, so that part of it may not be seen. `bundled`: part of the service's own file. */
export type LibraryState = 'instrumented' | 'late' | 'bundled';

const states = processWide('library-states', () => new Map<string, LibraryState>());

/** Notes what became of a library. That it was late, or cannot be reached, stays. */
export function noteLibrary(name: string, state: LibraryState): void {
  if (state !== 'instrumented' || !states.has(name)) states.set(name, state);
}

/** What became of the libraries that were loaded, or are known to be out of reach. */
export function libraryStates(): ReadonlyMap<string, LibraryState> {
  return states;
}
