import { hubMetrics } from '@observatory/shim/conventions';
import type pg from 'pg';
import type { Registry } from 'prom-client';
import { counter, gauge } from '../metrics/instruments.ts';
import { channelKinds } from './channel.ts';

type Outcome = 'sent' | 'retried' | 'dead' | 'dropped';

/** What becomes of notices, and what waits. Without the database the gauges are not a number. */
export function notificationMetrics(
  registry: Registry,
  pool: pg.Pool,
): (kind: string, outcome: Outcome, count: number) => void {
  const told = counter(hubMetrics.notifications, registry);
  for (const kind of channelKinds) told.inc({ kind, outcome: 'sent' }, 0);
  const ask = async (expression: string) => {
    try {
      const { rows } = await pool.query<{ value: number }>(
        `SELECT (${expression})::float8 AS value FROM notification_deliveries`,
      );
      return rows[0]?.value ?? 0;
    } catch {
      return Number.NaN;
    }
  };
  const waiting = "state IN ('pending', 'retrying')";
  gauge(hubMetrics.notificationsPending, registry, async (instrument) =>
    instrument.set(await ask(`count(*) FILTER (WHERE ${waiting})`)),
  );
  gauge(hubMetrics.notificationsDead, registry, async (instrument) =>
    instrument.set(await ask("count(*) FILTER (WHERE state = 'dead')")),
  );
  gauge(hubMetrics.notificationsDelay, registry, async (instrument) =>
    instrument.set(
      await ask(
        `coalesce(extract(epoch FROM now() - min(due_at) FILTER (WHERE ${waiting} AND due_at <= now())), 0)`,
      ),
    ),
  );
  return (kind, outcome, count) => told.inc({ kind, outcome }, count);
}
