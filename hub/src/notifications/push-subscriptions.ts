import { createHash } from 'node:crypto';
import type pg from 'pg';
import webPush from 'web-push';
import { SealedValue } from '../sealing/sealing.ts';
import { pushKeyPlace, subscriptionPlace } from '../sealing/secret-places.ts';
import type { SecretKeeper } from './channels.ts';

/** A browser's subscription as its Push API gives it. */
export interface PushSubscription {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

export interface PushKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** Subscriptions that a project may have. */
export const MAX_SUBSCRIPTIONS = 1000;
/** Of these, of one key or person: nobody takes the room of all others, or lets the hub ask very many addresses. */
export const MAX_OF_OWNER = 50;

/** Browsers to tell, and the key by which they know the hub. */
export class PushSubscriptions {
  readonly #pool: pg.Pool;
  readonly #keeper: SecretKeeper;

  constructor(pool: pg.Pool, keeper: SecretKeeper) {
    this.#pool = pool;
    this.#keeper = keeper;
  }

  /** The key of all hubs on the database, made at the first call. */
  async keys(): Promise<PushKeys> {
    const known = await this.#readKeys();
    if (known !== null) return known;
    const { publicKey, privateKey } = webPush.generateVAPIDKeys();
    await this.#pool.query(
      'INSERT INTO push_keys (id, public_key, private_key, created_at) VALUES (1, $1, $2, now()) ON CONFLICT DO NOTHING',
      [publicKey, this.#keeper.seal(privateKey, pushKeyPlace)],
    );
    return (await this.#readKeys()) ?? { publicKey, privateKey };
  }

  async #readKeys(): Promise<PushKeys | null> {
    const { rows } = await this.#pool.query<{ public_key: string; private_key: string }>(
      'SELECT public_key, private_key FROM push_keys',
    );
    const [row] = rows;
    return row === undefined
      ? null
      : { publicKey: row.public_key, privateKey: this.#keeper.open(row.private_key, pushKeyPlace) };
  }

  /** Whether there was room for it. A browser that subscribes again has one subscription. */
  async add(project: string, subscription: PushSubscription, owner: string): Promise<boolean> {
    const id = subscriptionId(subscription.endpoint);
    const text = JSON.stringify(subscription);
    const { rowCount } = await this.#pool.query(
      `INSERT INTO push_subscriptions (project, id, subscription, owner, created_at)
       SELECT $1, $2, $3, $4, now()
       WHERE EXISTS (SELECT FROM push_subscriptions WHERE project = $1 AND id = $2)
          OR ((SELECT count(*) FROM push_subscriptions WHERE project = $1) < ${MAX_SUBSCRIPTIONS}
              AND (SELECT count(*) FROM push_subscriptions WHERE project = $1 AND owner = $4) < ${MAX_OF_OWNER})
       ON CONFLICT (project, id) DO UPDATE SET subscription = excluded.subscription, owner = excluded.owner`,
      [project, id, this.#keeper.seal(text, subscriptionPlace(project, id)), owner],
    );
    return rowCount === 1;
  }

  async remove(project: string, id: string): Promise<boolean> {
    const { rowCount } = await this.#pool.query(
      'DELETE FROM push_subscriptions WHERE project = $1 AND id = $2',
      [project, id],
    );
    return rowCount === 1;
  }

  async list(project: string): Promise<{ id: string; subscription: PushSubscription }[]> {
    const { rows } = await this.#pool.query<{ id: string; subscription: string }>(
      'SELECT id, subscription FROM push_subscriptions WHERE project = $1 ORDER BY created_at, id',
      [project],
    );
    return rows.flatMap(({ id, subscription }) => {
      try {
        const text = this.#keeper.open(subscription, subscriptionPlace(project, id));
        return [{ id, subscription: JSON.parse(text) as PushSubscription }];
      } catch (error) {
        // One of which the key is gone keeps nothing from the others.
        if (error instanceof SealedValue) return [];
        throw error;
      }
    });
  }
}

/** Of the endpoint: whoever knows it may take it out. */
export function subscriptionId(endpoint: string): string {
  return createHash('sha256').update(endpoint).digest('hex').slice(0, 32);
}
