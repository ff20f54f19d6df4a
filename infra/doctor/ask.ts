const TIMEOUT_MS = 5000;
const PAUSE_MS = 500;
/** A server that starts again listens within a moment; after so many refusals in a row none is there. */
const MOST_REFUSALS = 3;

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** The connection was refused: no server is there to wait for. */
export class NothingListens extends Error {}

/** One HTTP request with a deadline. A refused connection or a time-out is thrown as a sentence. */
export async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { status: response.status, text: await response.text(), headers: response.headers };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const code = (cause as NodeJS.ErrnoException).code;
    const { host } = new URL(url);
    if (code === 'ECONNREFUSED') throw new NothingListens(`nothing listens on ${host}`);
    throw new Error(`${host} did not answer: ${cause instanceof Error ? cause.message : cause}`);
  }
}

/** The answer's JSON; an answer of 400 or more is thrown as a sentence. */
export async function askJson<T>(url: string, init: RequestInit = {}): Promise<T> {
  const { status, text } = await ask(url, init);
  if (status >= 400) throw new Error(`${new URL(url).host} answered ${status}: ${text.slice(0, 200)}`);
  return JSON.parse(text) as T;
}

/**
 * Asks again until something is found or patience ends; gives null then. The last failure is thrown, and a refused
 * connection after a few tries: what is not there brings nothing, however long one waits.
 */
export async function askUntil<T>(patienceMs: number, look: () => Promise<T | null>): Promise<T | null> {
  const endMs = performance.now() + patienceMs;
  for (let refusals = 0; ; ) {
    const last = performance.now() >= endMs;
    try {
      const found = await look();
      if (found !== null || last) return found;
      refusals = 0;
    } catch (error) {
      refusals = error instanceof NothingListens ? refusals + 1 : 0;
      if (last || refusals >= MOST_REFUSALS) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** The newest value of each series of an instant query. */
export async function queryMetrics(
  prometheus: string,
  query: string,
): Promise<{ labels: Readonly<Record<string, string>>; value: number }[]> {
  const answer = await askJson<{
    data: { result: { metric: Record<string, string>; value: [number, string] }[] };
  }>(`${prometheus}/api/v1/query?${new URLSearchParams({ query })}`);
  return answer.data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
}
