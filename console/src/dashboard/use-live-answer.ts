import { usePaused } from '../hooks/use-paused.ts';
import { type Question, useHubQuery } from '../hub/use-hub-query.ts';
import { useRefreshOnChange } from '../hub/use-refresh.ts';
import type { TimeRange } from '../time-range/time-range.ts';

interface LiveOptions {
  /** A stretch that has ended does not change: it is asked for once. */
  readonly range?: TimeRange;
  /** At most this often while executions change, in milliseconds. */
  readonly busyMs?: number;
  /** This often while none does, in milliseconds. */
  readonly quietMs?: number;
}

/** The answer to a question, asked anew as executions change, unless the page is paused. */
export function useLiveAnswer<D>(question: Question<D>, options: LiveOptions = {}) {
  const { range, busyMs = 5_000, quietMs = 15_000 } = options;
  const [paused] = usePaused();
  const isLive = !paused && range?.kind !== 'between';
  useRefreshOnChange(question.key, busyMs, isLive);
  return useHubQuery(question, { everyMs: isLive && quietMs, keepsBefore: true });
}
