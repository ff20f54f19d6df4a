import { useEffect } from 'react';
import { dataOf } from '../hub/client.ts';
import { useHub } from '../hub/hub-context.tsx';
import type { FleetHealth } from '../hub/types.ts';
import { type Question, useHubQuery } from '../hub/use-hub-query.ts';
import { isLive, isPolled, useConnection } from '../live/use-connection.ts';
import { type LiveState, POLL_MS, problemIn } from './live-answer.ts';
import { usePaused } from './use-paused.ts';

const MINUTES = 60;

const healthQuestion: Question<FleetHealth> = {
  key: ['fleet-health'],
  ask: (hub, signal) =>
    dataOf(hub.api.GET('/api/observability/health', { params: { query: { timeRange: MINUTES } }, signal })),
};

/** Health and figures of the fleet in the last hour, live; `metrics` is null before the first answer. */
export function useObservabilityMetrics(): LiveState & { readonly metrics: FleetHealth | null } {
  const hub = useHub();
  const connection = useConnection();
  const [paused] = usePaused();
  useEffect(() => {
    if (paused) return;
    return hub.stream.onHealth((health) => {
      hub.queries.setQueryData(healthQuestion.key, health);
    });
  }, [hub, paused]);
  const query = useHubQuery(healthQuestion, { everyMs: isPolled(connection) ? POLL_MS : false });
  return { metrics: query.data ?? null, isConnected: isLive(connection), error: problemIn(query.error) };
}

/** How well the fleet does, live: its score with what it is made of, and its figures. */
export function useObservabilityHealth(): LiveState & { readonly health: FleetHealth['health'] | null } {
  const { metrics, ...state } = useObservabilityMetrics();
  return { health: metrics?.health ?? null, ...state };
}
