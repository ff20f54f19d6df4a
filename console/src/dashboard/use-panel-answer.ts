import { type Question, useHubQuery } from '../hub/use-hub-query.ts';
import { type RefreshTopic, useRefreshOnChange } from '../hub/use-refresh.ts';
import type { TimeRange } from '../time-range/time-range.ts';

interface PanelAnswerOptions {
  /** A stretch that has ended does not change: it is asked for once. */
  readonly range?: TimeRange;
  /** Asked anew when these change; executions unless given. */
  readonly topics?: readonly RefreshTopic[];
  /** At most this often while they change, in milliseconds. */
  readonly busyMs?: number;
  /** This often while they do not, in milliseconds. */
  readonly quietMs?: number;
}

/** The answer to a panel's question, which follows what changes; the one before stays until the next is there. */
export function usePanelAnswer<D>(question: Question<D>, options: PanelAnswerOptions = {}) {
  const { range, topics, busyMs = 5_000, quietMs = 15_000 } = options;
  const isLive = range?.kind !== 'between';
  useRefreshOnChange(question.key, busyMs, isLive, topics);
  return useHubQuery(question, { everyMs: isLive && quietMs, keepsBefore: true });
}
