import { and, eq, isNotNull, type SQL, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import type { NoticeChange } from '../notifications/queue-notices.ts';
import { isoOfMicros } from '../store/micros.ts';
import { alerts } from '../store/schema.ts';
import { ALERT_LOCK } from './alert-lock.ts';
import type { AlertRow } from './occurrences.ts';

/** What somebody does to an occurrence (EN2); `unsilence` also where a silence is over. */
export const alertActionNames = ['acknowledge', 'unacknowledge', 'resolve', 'silence', 'unsilence'] as const;
export type AlertActionName = (typeof alertActionNames)[number];

export interface AlertAction {
  readonly project: string;
  readonly fingerprint: string;
  readonly startsUs: number;
  readonly action: AlertActionName;
  readonly by: string;
  readonly comment: string;
  readonly atUs: number;
  /** Of `silence`. */
  readonly silence?: { readonly id: string; readonly untilUs: number };
}

/** An action that changed something. */
export interface AlertActed {
  readonly action: AlertAction;
  readonly row: AlertRow;
}

/** What those are told who are told of alerts; of a silence that is over, that the alert fires. */
const transitionOf: Readonly<Record<AlertActionName, NoticeChange['transition'] | null>> = {
  acknowledge: 'acknowledged',
  unacknowledge: null,
  resolve: 'resolved',
  silence: 'silenced',
  unsilence: 'firing',
};

export function noticesOf(acted: readonly AlertActed[]): NoticeChange[] {
  return acted.flatMap(({ action, row }) => {
    const transition = transitionOf[action.action];
    return transition === null ? [] : [{ transition, row }];
  });
}

/** Does what people did to alerts, and keeps who did it; resolves with what changed something. */
export async function applyAlertActions(
  client: pg.PoolClient,
  actions: readonly AlertAction[],
): Promise<AlertActed[]> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [ALERT_LOCK]);
  const db = drizzle({ client });
  const acted: AlertActed[] = [];
  for (const action of actions) {
    const [set, may] = changeOf(action);
    const [row] = await db
      .update(alerts)
      .set(set)
      .where(
        and(
          eq(alerts.project, action.project),
          eq(alerts.fingerprint, action.fingerprint),
          eq(alerts.starts_at, action.startsUs),
          may,
        ),
      )
      .returning();
    if (row !== undefined) acted.push({ action, row });
  }
  if (acted.length > 0) {
    await client.query(
      `INSERT INTO alert_actions (project, fingerprint, starts_at, at, action, by, comment)
       SELECT project, fingerprint, starts_at, at, action, by, comment
       FROM json_populate_recordset(null::alert_actions, $1)`,
      [
        JSON.stringify(
          acted.map(({ action: { startsUs, atUs, silence: _, ...action } }) => ({
            ...action,
            starts_at: isoOfMicros(startsUs),
            at: isoOfMicros(atUs),
          })),
        ),
      ],
    );
  }
  return acted;
}

/** What an action sets, and of which occurrences. */
function changeOf({ action, by, atUs, silence }: AlertAction): [Partial<AlertRow>, SQL | undefined] {
  const fires = eq(alerts.status, 'firing');
  switch (action) {
    case 'acknowledge':
      return [{ acknowledged_at: atUs, acknowledged_by: by }, fires];
    case 'unacknowledge':
      return [
        { acknowledged_at: null, acknowledged_by: null },
        and(fires, isNotNull(alerts.acknowledged_at)),
      ];
    case 'resolve':
      return [{ status: 'resolved', ends_at: atUs, last_notified_at: atUs }, fires];
    case 'silence':
      // Whoever made the silence and whoever evaluates may see it at once.
      return [
        { silenced_until: silence?.untilUs ?? null, silence_id: silence?.id ?? null },
        and(fires, sql`${alerts.silence_id} IS DISTINCT FROM ${silence?.id ?? null}`),
      ];
    case 'unsilence':
      return [{ silenced_until: null, silence_id: null }, and(fires, isNotNull(alerts.silence_id))];
  }
}
