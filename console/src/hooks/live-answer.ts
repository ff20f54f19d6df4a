import { Problem } from '../hub/problem.ts';
import { type Question, useHubQuery } from '../hub/use-hub-query.ts';
import { type RefreshTopic, useRefreshOnChange } from '../hub/use-refresh.ts';
import { isLive, isPolled, useConnection } from '../live/use-connection.ts';

/** What each live hook tells beside its data. Hooks throw nothing. */
export interface LiveState {
  /** Whether changes come as they happen; otherwise the hub is asked every five seconds, where it answers at all. */
  readonly isConnected: boolean;
  /** Why the newest answer could not be had; the data before it stays. */
  readonly error: Problem | null;
}

interface LiveAnswerOptions {
  /** Asked anew when these change … */
  readonly topics: readonly RefreshTopic[];
  /** … at most this often, in milliseconds … */
  readonly atMostEveryMs?: number;
  /** … and after this at the latest. */
  readonly atLeastEveryMs?: number;
}

export const POLL_MS = 5_000;

/** An answer of the hub that follows what changes there; null before the first. */
export function useLiveAnswer<D>(
  question: Question<D>,
  { topics, atMostEveryMs = 2_000, atLeastEveryMs = 30_000 }: LiveAnswerOptions,
): LiveState & { readonly data: D | null } {
  const connection = useConnection();
  useRefreshOnChange(question.key, atMostEveryMs, true, topics);
  const query = useHubQuery(question, { everyMs: isPolled(connection) ? POLL_MS : atLeastEveryMs });
  return { data: query.data ?? null, isConnected: isLive(connection), error: problemIn(query.error) };
}

/** An error as the problem that it is; null for none. */
export function problemIn(error: Error | null): Problem | null {
  if (error === null || error instanceof Problem) return error;
  return new Problem('unexpected', 0, error.message);
}
