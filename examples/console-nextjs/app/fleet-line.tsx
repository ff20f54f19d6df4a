'use client';

import { useObservabilityMetrics } from '@observatory/console';

/** The fleet in one line, in the page's own words and style. */
export function FleetLine() {
  const { metrics, isConnected, error } = useObservabilityMetrics();
  if (error) return <p className="office-line">The agents’ hub says: {error.message}</p>;
  if (!metrics) return <p className="office-line">Asking how the agents do …</p>;
  const { overall, running_executions } = metrics.health;
  return (
    <p className="office-line" data-connected={isConnected}>
      Agents: {overall.status}, {running_executions} at work
    </p>
  );
}
