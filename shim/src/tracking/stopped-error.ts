/** Names, of errors or their classes, and codes that say that somebody called the work off; `ResponseAborted` is Next.js's. */
const cancelled = new Set([
  'AbortError',
  'APIUserAbortError',
  'CanceledError',
  'ResponseAborted',
  'ABORT_ERR',
  'ERR_CANCELED',
]);
/** … and that its time was over: of the platform, undici, Node's sockets, and the clients of model providers. */
const timedOut = new Set([
  'TimeoutError',
  'APIConnectionTimeoutError',
  'ConnectTimeoutError',
  'HeadersTimeoutError',
  'BodyTimeoutError',
  'ETIMEDOUT',
  'ESOCKETTIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

/** Whether an error says that the work was called off, or that its time was over; undefined for any other. */
export function stoppedBy(thrown: unknown): 'cancel' | 'timeout' | undefined {
  try {
    if (!(thrown instanceof Error)) return undefined;
    const tells = tellsOf(thrown);
    // fetch hides what went wrong in the cause of a TypeError.
    if (thrown.name === 'TypeError' && thrown.cause instanceof Error) tells.push(...tellsOf(thrown.cause));
    if (tells.some((tell) => timedOut.has(tell))) return 'timeout';
    return tells.some((tell) => cancelled.has(tell)) ? 'cancel' : undefined;
  } catch {
    return undefined;
  }
}

function tellsOf(error: Error): string[] {
  const code = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  return [error.name, error.constructor.name, ...code];
}
