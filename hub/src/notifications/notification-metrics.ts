import { hubMetrics } from '@observatory/shim/conventions';
import type { Registry } from 'prom-client';
import { counter } from '../metrics/instruments.ts';
import { channelKinds } from './channel.ts';

type Outcome = 'sent' | 'retried' | 'dead' | 'dropped';

/** What becomes of notices; what waits is told with the state of the hub. */
export function notificationMetrics(
  registry: Registry,
): (kind: string, outcome: Outcome, count: number) => void {
  const told = counter(hubMetrics.notifications, registry);
  for (const kind of channelKinds) told.inc({ kind, outcome: 'sent' }, 0);
  return (kind, outcome, count) => told.inc({ kind, outcome }, count);
}
