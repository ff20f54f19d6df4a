import { useEffect } from 'react';
import { useHub } from '../hub/hub-context.tsx';
import { executionQuestion } from '../hub/queries.ts';
import type { ExecutionDetail } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { laterState } from '../lib/merge-executions.ts';
import { throttle } from '../lib/throttle.ts';
import { isPolled, useConnection } from '../live/use-connection.ts';

const POLL_MS = 5_000;
const SHORTEST_MS = 1_000;
const LONGEST_MS = 10_000;

/**
 * One execution with all that belongs to it, live: its summary changes at once with the stream, the rest is fetched
 * again at most once a second, less often where an answer takes long.
 */
export function useExecution(id: string) {
  const hub = useHub();
  const query = useHubQuery(executionQuestion(id), { everyMs: isPolled(useConnection()) ? POLL_MS : false });

  useEffect(() => {
    const { key: queryKey } = executionQuestion(id);
    const traceId = id.slice(0, 32);
    let answerMs = 0;
    const fetchAgain = async () => {
      const began = performance.now();
      await hub.queries.invalidateQueries({ queryKey });
      answerMs = performance.now() - began;
    };
    const refetch = throttle(
      () => void fetchAgain(),
      () => Math.min(LONGEST_MS, Math.max(SHORTEST_MS, 4 * answerMs)),
    );
    const stop = hub.stream.onExecution((changed) => {
      if (changed.trace_id !== traceId) return;
      if (changed.id === id) {
        hub.queries.setQueryData(queryKey, (detail: ExecutionDetail | undefined) =>
          detail ? { ...detail, execution: laterState(detail.execution, changed) } : detail,
        );
      }
      refetch.run();
    });
    return () => {
      stop();
      refetch.cancel();
    };
  }, [hub, id]);

  return query;
}
