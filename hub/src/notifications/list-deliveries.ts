import type pg from 'pg';
import type { ChannelKind } from './channel.ts';
import type { Attempt, DeliveryState } from './delivery.ts';

export interface DeliveryFilter {
  readonly states?: readonly DeliveryState[] | undefined;
  readonly channel?: string | undefined;
  /** Name of the alert. */
  readonly alert?: string | undefined;
  readonly alertId?: string | undefined;
}

/** Place in the list: the delivery after which the next page begins. */
export interface DeliveryPlace {
  /** As PostgreSQL prints it. */
  readonly createdAt: string;
  readonly id: string;
}

export interface DeliveryRow {
  readonly id: string;
  readonly channel: string;
  readonly kind: ChannelKind;
  readonly alert_id: string;
  readonly alert_name: string;
  readonly severity: string;
  readonly transition: string;
  readonly state: DeliveryState;
  readonly reason: string | null;
  readonly message_id: string | null;
  readonly attempts: number;
  readonly history: Attempt[];
  readonly due_at: string;
  readonly created_at: string;
  readonly sent_at: string | null;
}

/** Deliveries, those queued last first. */
export async function listDeliveries(
  pool: pg.Pool,
  project: string,
  { states, channel, alert, alertId }: DeliveryFilter,
  after: DeliveryPlace | null,
  limit: number,
): Promise<DeliveryRow[]> {
  const { rows } = await pool.query<DeliveryRow>(
    `SELECT id, channel, kind, alert->>'id' AS alert_id, alert->>'name' AS alert_name, severity, transition, state,
            reason, message_id, attempts, history, due_at, created_at, sent_at
     FROM notification_deliveries
     WHERE project = $1 AND ($2::text[] IS NULL OR state = ANY($2)) AND ($3::text IS NULL OR channel = $3)
       AND ($4::text IS NULL OR alert->>'name' = $4) AND ($5::text IS NULL OR alert->>'id' = $5)
       AND ($6::timestamptz IS NULL OR (created_at, id) < ($6, $7::uuid))
     ORDER BY created_at DESC, id DESC LIMIT $8`,
    [
      project,
      states ?? null,
      channel ?? null,
      alert ?? null,
      alertId ?? null,
      after?.createdAt ?? null,
      after?.id ?? null,
      limit,
    ],
  );
  return rows;
}

/** Sends again what was given up or dropped; resolves with how many. Its message keeps its id. */
export async function resendDeliveries(
  pool: pg.Pool,
  project: string,
  which: { readonly id: string } | { readonly channel: string },
): Promise<number> {
  const isOne = 'id' in which;
  const { rowCount } = await pool.query(
    `UPDATE notification_deliveries
     SET state = 'pending', reason = NULL, attempts = 0, tried_since = NULL, held = false, due_at = now(), updated_at = now()
     WHERE project = $1 AND ${isOne ? "id = $2::uuid AND state IN ('dead', 'dropped')" : "channel = $2 AND state = 'dead'"}`,
    [project, isOne ? which.id : which.channel],
  );
  return rowCount ?? 0;
}
