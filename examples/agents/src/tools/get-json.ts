import type { z } from 'zod';
import type { Run } from '../run.ts';
import { ValidationError } from '../validation-error.ts';
import { ServiceError } from './service-error.ts';

const TIMEOUT_MS = 2_000;
/** However fast the fleet runs, the machine itself needs some time. */
const SHORTEST_TIMEOUT_MS = 250;

/**
 * Fetches from the example's services and checks the answer's form. Throws ServiceError; only a form that
 * is not the agreed one is not worth another try.
 */
export async function getJson<T>(
  run: Run,
  path: string,
  form: z.ZodType<T>,
  init: RequestInit = {},
): Promise<T> {
  // Without the query: errors of one kind should read alike.
  const what = `${init.method ?? 'GET'} ${path.split('?', 1)[0]}`;
  const timeout = AbortSignal.timeout(Math.ceil(Math.max(TIMEOUT_MS / run.speed, SHORTEST_TIMEOUT_MS)));
  const response = await run
    .fetch(path, { ...init, signal: AbortSignal.any([run.signal, timeout]) })
    .catch((cause: unknown) => {
      if (run.signal.aborted) throw run.signal.reason;
      if (!timeout.aborted) throw cause;
      throw new ServiceError('TimeoutError', `${what} was not answered within ${TIMEOUT_MS} ms`, cause);
    });
  const body: unknown = await response.json();
  if (!response.ok) {
    throw new ServiceError(
      'HttpStatusError',
      `${what} answered ${response.status}`,
      reasonIn(body),
      response.status >= 500,
    );
  }
  const read = form.safeParse(body);
  if (!read.success) {
    throw new ServiceError(
      'UnexpectedAnswer',
      `${what} answered in another form`,
      new ValidationError(read.error),
      false,
    );
  }
  return read.data;
}

/** The services say what is wrong under `error`. */
function reasonIn(body: unknown): Error | undefined {
  const said = typeof body === 'object' && body !== null && 'error' in body;
  return said ? new Error(String(body.error)) : undefined;
}
