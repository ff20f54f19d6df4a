import { statsQuestion } from '../hub/queries.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { useRefreshOnChange } from '../hub/use-refresh.ts';

/** At most this often while executions change; at least this often while none does, for the window moves on. */
const BUSY_MS = 2_000;
const QUIET_MS = 15_000;

/** Figures of the last minutes over all executions, live. */
export function useStats(minutes: number, paused: boolean) {
  const question = statsQuestion(minutes);
  useRefreshOnChange(question.key, BUSY_MS, !paused);
  return useHubQuery(question, { everyMs: paused ? false : QUIET_MS });
}
