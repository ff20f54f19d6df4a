/** How requests behave while the process ends. */
let ending = false;
let requests = new AbortController();

/** While true, a receiver that was never there is tried once and not waited for. */
export function setEnding(value: boolean): void {
  ending = value;
}

export function isEnding(): boolean {
  return ending;
}

/** Ends the requests that are under way when `abandonRequests` is called. */
export function requestsSignal(): AbortSignal {
  return requests.signal;
}

export function abandonRequests(): void {
  requests.abort();
  requests = new AbortController();
}
