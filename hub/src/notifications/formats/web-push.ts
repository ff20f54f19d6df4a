import { alertPath, type Message } from '../message.ts';

/**
 * What a browser is told: little, and nothing that people or models said. The page asks the hub for the rest, so that
 * it is read under its access.
 */
export function pushBody({ kind, alerts }: Message): unknown {
  const [alert] = alerts;
  return {
    kind,
    count: alerts.length,
    id: alert.id,
    // The name of a rule.
    name: alert.name.slice(0, 200),
    severity: alert.severity.slice(0, 40),
    status: alert.status,
    // Of the hub that the browser was told by: the service worker opens it.
    url: alerts.length === 1 ? alertPath(alert) : '/alerts',
  };
}
