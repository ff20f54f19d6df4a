import { processWide } from './process-wide.ts';

/** How requests behave while the process ends. `endings` counts who waits for the last ones. */
const shared = processWide('requests', () => ({ endings: 0, abort: new AbortController() }));

/** Runs the last flush. Meanwhile a receiver that was never there is tried once and not waited for. */
export async function whileEnding(flush: () => Promise<void>): Promise<void> {
  shared.endings += 1;
  try {
    await flush();
  } finally {
    shared.endings -= 1;
  }
}

export function isEnding(): boolean {
  return shared.endings > 0;
}

/** Ends the requests that are under way when `abandonRequests` is called. */
export function requestsSignal(): AbortSignal {
  return shared.abort.signal;
}

export function abandonRequests(): void {
  shared.abort.abort();
  shared.abort = new AbortController();
}
