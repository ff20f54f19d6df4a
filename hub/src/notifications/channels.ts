import type pg from 'pg';
import { SealedValue, type Sealing } from '../sealing/sealing.ts';
import { channelSecretsPlace } from '../sealing/secret-places.ts';
import type { Channel, ChannelConfig, ChannelKind, ChannelSecrets } from './channel.ts';

/** What keeps secrets: the hub's keys, where it has some. */
export type SecretKeeper = Pick<Sealing, 'seal' | 'open'>;

/** A channel with its secrets, for those who send. */
export interface OpenChannel extends Channel {
  readonly secrets: ChannelSecrets;
}

export interface StoredChannel extends OpenChannel {
  readonly createdAt: string;
  readonly updatedAt: string;
}

interface Row {
  project: string;
  name: string;
  kind: ChannelKind;
  from_setting: boolean;
  enabled: boolean;
  config: ChannelConfig;
  secrets: string;
  created_at: string;
  updated_at: string;
}

/** Channels a project may have. */
export const MAX_CHANNELS = 50;
/** The channel of WEBHOOK_URL. */
const SETTING_CHANNEL = 'default';

/** What the settings make of the channel `default`; null without WEBHOOK_URL. */
export interface SettingChannel {
  readonly kind: ChannelKind;
  readonly secrets: ChannelSecrets;
}

/** The channels of all projects, with their secrets. */
export class Channels {
  readonly #pool: pg.Pool;
  readonly #keeper: SecretKeeper;
  readonly #setting: SettingChannel | null;

  constructor(pool: pg.Pool, keeper: SecretKeeper, setting: SettingChannel | null) {
    this.#pool = pool;
    this.#keeper = keeper;
    this.#setting = setting;
  }

  async list(project: string): Promise<StoredChannel[]> {
    const { rows } = await this.#pool.query<Row>(
      'SELECT * FROM notification_channels WHERE project = $1 ORDER BY name',
      [project],
    );
    return rows.map((row) => this.#readable(row));
  }

  /** Without its secrets where these do not open. */
  async read(project: string, name: string): Promise<StoredChannel | null> {
    const { rows } = await this.#pool.query<Row>(
      'SELECT * FROM notification_channels WHERE project = $1 AND name = $2',
      [project, name],
    );
    return rows[0] === undefined ? null : this.#readable(rows[0]);
  }

  /** Makes or changes a channel; null where the project has as many as it may have. */
  async write(channel: OpenChannel): Promise<StoredChannel | null> {
    const { project, name, kind, enabled, config, secrets } = channel;
    const { rows } = await this.#pool.query<Row>(
      `INSERT INTO notification_channels (project, name, kind, enabled, config, secrets, created_at, updated_at)
       SELECT $1, $2, $3, $4, $5, $6, now(), now()
       WHERE EXISTS (SELECT FROM notification_channels WHERE project = $1 AND name = $2)
          OR (SELECT count(*) FROM notification_channels WHERE project = $1) < ${MAX_CHANNELS}
       ON CONFLICT (project, name) DO UPDATE
         SET kind = excluded.kind, enabled = excluded.enabled, config = excluded.config, secrets = excluded.secrets,
             updated_at = excluded.updated_at
       RETURNING *`,
      [project, name, kind, enabled, JSON.stringify(config), this.#sealed(channel, secrets)],
    );
    return rows[0] === undefined ? null : this.#channelOf(rows[0]);
  }

  /** Whether there was one. What waits for it goes with it. */
  async delete(project: string, name: string): Promise<boolean> {
    const { rowCount } = await this.#pool.query(
      'DELETE FROM notification_channels WHERE project = $1 AND name = $2 AND NOT from_setting',
      [project, name],
    );
    return rowCount === 1;
  }

  /** Makes the channel of WEBHOOK_URL, or takes it away where there is no such setting any more. */
  async applySetting(project: string, config: ChannelConfig | null): Promise<void> {
    if (this.#setting === null || config === null) {
      await this.#pool.query('DELETE FROM notification_channels WHERE project = $1 AND from_setting', [
        project,
      ]);
      return;
    }
    await this.#pool.query(
      `INSERT INTO notification_channels (project, name, kind, from_setting, enabled, config, secrets, created_at, updated_at)
       VALUES ($1, $2, $3, true, true, $4, '', now(), now())
       ON CONFLICT (project, name) DO UPDATE
         SET kind = excluded.kind, from_setting = true, secrets = '',
             config = CASE WHEN notification_channels.kind = excluded.kind THEN notification_channels.config ELSE excluded.config END`,
      [project, SETTING_CHANNEL, this.#setting.kind, JSON.stringify(config)],
    );
  }

  /** Of a row with all columns. Throws where its secrets were sealed with a key that the hub no longer has. */
  open(row: object): OpenChannel {
    return this.#channelOf(row as Row);
  }

  /** Whoever looks after channels sees one of which the key is gone, and may give its secrets anew or delete it. */
  #readable(row: Row): StoredChannel {
    try {
      return this.#channelOf(row);
    } catch (error) {
      if (!(error instanceof SealedValue)) throw error;
      return this.#channelOf({ ...row, secrets: '{}' });
    }
  }

  #channelOf(row: Row): StoredChannel {
    const { project, name, kind, enabled, config } = row;
    return {
      project,
      name,
      kind,
      enabled,
      config,
      fromSetting: row.from_setting,
      secrets: row.from_setting ? (this.#setting?.secrets ?? {}) : this.#opened(row),
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    };
  }

  #sealed({ project, name, fromSetting }: Channel, secrets: ChannelSecrets): string {
    return fromSetting ? '' : this.#keeper.seal(JSON.stringify(secrets), channelSecretsPlace(project, name));
  }

  #opened({ project, name, secrets }: Row): ChannelSecrets {
    return JSON.parse(this.#keeper.open(secrets, channelSecretsPlace(project, name)));
  }
}
