import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { executionQuery } from '../api/queries.ts';
import type { ExecutionDetail } from '../api/types.ts';
import { laterState } from '../lib/merge-executions.ts';
import { throttle } from '../lib/throttle.ts';
import { useConnection, useHubStream } from '../live/live-context.ts';

const POLL_MS = 5_000;
const SHORTEST_MS = 1_000;
const LONGEST_MS = 10_000;

/**
 * One execution with all that belongs to it, live: its summary changes at once with the stream, the rest is fetched
 * again at most once a second, less often where an answer takes long.
 */
export function useExecution(id: string) {
  const client = useQueryClient();
  const stream = useHubStream();
  const connection = useConnection();
  const polls = connection.kind !== 'live' && connection.kind !== 'connecting';
  const query = useQuery({
    ...executionQuery(id),
    refetchInterval: polls ? POLL_MS : false,
    refetchOnMount: 'always',
  });

  useEffect(() => {
    const { queryKey } = executionQuery(id);
    const traceId = id.slice(0, 32);
    let answerMs = 0;
    const fetchAgain = async () => {
      const began = performance.now();
      await client.invalidateQueries({ queryKey });
      answerMs = performance.now() - began;
    };
    const refetch = throttle(
      () => void fetchAgain(),
      () => Math.min(LONGEST_MS, Math.max(SHORTEST_MS, 4 * answerMs)),
    );
    const stop = stream.onExecution((changed) => {
      if (changed.trace_id !== traceId) return;
      if (changed.id === id) {
        client.setQueryData(queryKey, (detail: ExecutionDetail | undefined) =>
          detail ? { ...detail, execution: laterState(detail.execution, changed) } : detail,
        );
      }
      refetch.run();
    });
    return () => {
      stop();
      refetch.cancel();
    };
  }, [client, stream, id]);

  return query;
}
