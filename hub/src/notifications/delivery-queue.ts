import type pg from 'pg';
import { inTransaction } from '../store/database.ts';
import type { Channels, OpenChannel } from './channels.ts';
import type { Waiting } from './delivery.ts';
import type { Sent } from './send-message.ts';

/** What a message may tell of at once; the rest is told next. */
const MOST_AT_ONCE = 1000;
const KEPT_ATTEMPTS = 20;
const PENDING = "('pending', 'retrying')";

export interface Claim {
  readonly channel: OpenChannel;
  /** Messages that may still go out in this minute. */
  readonly budget: number;
}

/** What waits in the database, taken by one hub at a time for each channel. */
export class DeliveryQueue {
  readonly #pool: pg.Pool;
  readonly #channels: Channels;
  /** Who takes: this hub, since it started. */
  readonly #owner: string;
  readonly #leaseMs: number;

  constructor(options: { pool: pg.Pool; channels: Channels; owner: string; leaseMs: number }) {
    this.#pool = options.pool;
    this.#channels = options.channels;
    this.#owner = options.owner;
    this.#leaseMs = options.leaseMs;
  }

  /** Takes a channel for which something is due, the one that had its turn longest ago; null where there is none. */
  async claim(): Promise<Claim | null> {
    const { rows } = await this.#pool.query(
      `UPDATE notification_channels SET leased_by = $1, leased_until = now() + $2 * interval '1 millisecond',
         sent_in_minute = CASE WHEN minute > now() - interval '1 minute' THEN sent_in_minute ELSE 0 END,
         minute = CASE WHEN minute > now() - interval '1 minute' THEN minute ELSE now() END
       WHERE (project, name) = (
         SELECT c.project, c.name FROM notification_channels c
         WHERE c.enabled AND (c.leased_until IS NULL OR c.leased_until <= now()) AND EXISTS (
           SELECT FROM notification_deliveries d
           WHERE d.project = c.project AND d.channel = c.name AND d.state IN ${PENDING} AND d.due_at <= now())
         ORDER BY c.leased_until NULLS FIRST LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING *`,
      [this.#owner, this.#leaseMs],
    );
    const [row] = rows;
    if (row === undefined) return null;
    const channel = this.#channels.open(row);
    return { channel, budget: channel.config.max_per_minute - row.sent_in_minute };
  }

  /** Keeps a channel for another while. False where another hub has taken it. */
  async renew({ project, name }: OpenChannel): Promise<boolean> {
    const { rowCount } = await this.#pool.query(
      `UPDATE notification_channels SET leased_until = now() + $4 * interval '1 millisecond',
         sent_in_minute = sent_in_minute + 1
       WHERE project = $1 AND name = $2 AND leased_by = $3 AND leased_until > now()`,
      [project, name, this.#owner, this.#leaseMs],
    );
    return rowCount === 1;
  }

  async release({ project, name }: OpenChannel): Promise<void> {
    await this.#pool.query(
      `UPDATE notification_channels SET leased_by = NULL, leased_until = now()
       WHERE project = $1 AND name = $2 AND leased_by = $3`,
      [project, name, this.#owner],
    );
  }

  /**
   * What a channel is to be told now: what is due, what gathers until soon, and what a hub that died was about to send.
   * Repeats of what no longer fires, or of what somebody took up, are dropped.
   */
  async waiting({ project, name, config }: OpenChannel): Promise<Waiting[]> {
    await this.#pool.query(
      `UPDATE notification_deliveries d SET state = 'dropped', reason = 'over', updated_at = now()
       WHERE d.project = $1 AND d.channel = $2 AND d.state = 'pending' AND d.due_at <= now() AND d.transition LIKE 'repeat%'
         AND NOT EXISTS (
           SELECT FROM alerts a
           WHERE a.project = d.project AND a.fingerprint = d.fingerprint AND a.starts_at = d.starts_at
             AND a.status = 'firing' AND a.acknowledged_at IS NULL
             AND (a.silenced_until IS NULL OR a.silenced_until <= now()))`,
      [project, name],
    );
    const { rows } = await this.#pool.query<Waiting>(
      `SELECT d.id, d.transition, d.severity, d.alert, d.message_id, d.held, d.attempts, d.told,
              coalesce(d.message_key, f.message_key) AS message_key,
              (extract(epoch FROM d.tried_since) * 1000)::float8 AS tried_since_ms
       FROM notification_deliveries d
       LEFT JOIN notification_deliveries f ON d.transition <> 'firing' AND f.transition = 'firing'
         AND f.project = d.project AND f.fingerprint = d.fingerprint AND f.starts_at = d.starts_at AND f.channel = d.channel
       WHERE d.project = $1 AND d.channel = $2 AND d.state IN ${PENDING}
         AND (d.due_at <= now() OR (d.state = 'pending' AND (d.message_id IS NOT NULL OR
                (NOT d.held AND d.transition NOT LIKE 'repeat%' AND d.due_at <= now() + $3 * interval '1 second'))))
       ORDER BY d.created_at, d.transition, d.id LIMIT ${MOST_AT_ONCE}`,
      [project, name, config.group_window],
    );
    return rows;
  }

  async hold(ids: readonly string[], untilMs: number): Promise<void> {
    await this.#pool.query(
      `UPDATE notification_deliveries SET held = true, due_at = $2, updated_at = now() WHERE id = ANY($1)`,
      [ids, new Date(untilMs).toISOString()],
    );
  }

  async drop(ids: readonly string[], reason: string): Promise<void> {
    await this.#pool.query(
      `UPDATE notification_deliveries SET state = 'dropped', reason = $2, updated_at = now() WHERE id = ANY($1)`,
      [ids, reason],
    );
  }

  /** Puts off what the rate of a channel leaves no room for, until its next minute. */
  async putOff(ids: readonly string[]): Promise<void> {
    await this.#pool.query(
      `UPDATE notification_deliveries d SET due_at = greatest(d.due_at, c.minute + interval '1 minute'), updated_at = now()
       FROM notification_channels c WHERE d.id = ANY($1) AND c.project = d.project AND c.name = d.channel`,
      [ids],
    );
  }

  /** Says before a message goes out which one it is, so that it is the same one when it goes out again. */
  async begin(ids: readonly string[], messageId: string, key: string | null): Promise<void> {
    await this.#pool.query(
      `UPDATE notification_deliveries SET message_id = $2, message_key = coalesce($3, message_key),
         tried_since = coalesce(tried_since, now()), updated_at = now() WHERE id = ANY($1)`,
      [ids, messageId, key],
    );
  }

  /** Keeps what became of an attempt; `dueInMs` is when the next one is. What is to be told again is queued with it. */
  async finish(
    channel: OpenChannel,
    ids: readonly string[],
    state: 'sent' | 'retrying' | 'dead',
    { status, reason, told }: Sent,
    dueInMs: number,
  ): Promise<void> {
    const attempt = { at: new Date().toISOString(), status, reason };
    await inTransaction(this.#pool, async (client) => {
      await client.query(
        `UPDATE notification_deliveries SET state = $2, reason = $3, attempts = attempts + 1, told = $4,
           history = CASE WHEN jsonb_array_length(history) < ${KEPT_ATTEMPTS} THEN history ELSE history - 0 END || $5::jsonb,
           due_at = now() + $6 * interval '1 millisecond', updated_at = now(),
           sent_at = CASE WHEN $2 = 'sent' THEN now() END
         WHERE id = ANY($1)`,
        [ids, state, reason, told, JSON.stringify([attempt]), dueInMs],
      );
      if (state === 'sent' && channel.config.repeat_every !== null)
        await queueRepeats(client, ids, channel.config.repeat_every);
    });
  }

  /** Whether an alert that was told under a key of PagerDuty still fires. */
  async isOpen({ project, name }: OpenChannel, key: string): Promise<boolean> {
    const { rowCount } = await this.#pool.query(
      `SELECT FROM notification_deliveries o
       WHERE o.project = $1 AND o.channel = $2 AND o.message_key = $3 AND o.transition = 'firing'
         AND NOT EXISTS (
           SELECT FROM notification_deliveries r
           WHERE r.project = o.project AND r.fingerprint = o.fingerprint AND r.starts_at = o.starts_at
             AND r.channel = o.channel AND r.transition = 'resolved')
       LIMIT 1`,
      [project, name, key],
    );
    return rowCount === 1;
  }
}

async function queueRepeats(client: pg.PoolClient, ids: readonly string[], everyS: number): Promise<void> {
  await client.query(
    `INSERT INTO notification_deliveries
       (id, project, channel, kind, fingerprint, starts_at, transition, severity, alert, state, message_key, due_at, created_at, updated_at)
     SELECT gen_random_uuid(), d.project, d.channel, d.kind, d.fingerprint, d.starts_at,
            'repeat ' || (CASE WHEN d.transition = 'firing' THEN 0 ELSE substr(d.transition, 8)::integer END + 1),
            d.severity, d.alert, 'pending', d.message_key, now() + $2 * interval '1 second', now(), now()
     FROM notification_deliveries d
     WHERE d.id = ANY($1) AND (d.transition = 'firing' OR d.transition LIKE 'repeat%')
     ON CONFLICT DO NOTHING`,
    [ids, everyS],
  );
}
