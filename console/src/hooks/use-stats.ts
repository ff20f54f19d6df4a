import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { statsQuery } from '../api/queries.ts';
import { throttle } from '../lib/throttle.ts';
import { useHubStream } from '../live/live-context.ts';

/** At most this often while executions change; at least this often while none does, for the window moves on. */
const BUSY_MS = 2_000;
const QUIET_MS = 15_000;

/** Figures of the last minutes over all executions, live. */
export function useStats(minutes: number, paused: boolean) {
  const client = useQueryClient();
  const stream = useHubStream();
  useEffect(() => {
    if (paused) return;
    const refetch = throttle(
      () => void client.invalidateQueries({ queryKey: statsQuery(minutes).queryKey }),
      () => BUSY_MS,
    );
    const stop = stream.onExecution(refetch.run);
    return () => {
      stop();
      refetch.cancel();
    };
  }, [client, stream, minutes, paused]);
  return useQuery({
    ...statsQuery(minutes),
    refetchInterval: paused ? false : QUIET_MS,
    refetchOnMount: 'always',
  });
}
