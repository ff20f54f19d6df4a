import type { Settings } from '../settings/schema.ts';
import type { Secret } from './component.ts';

const generated = (name: string, does: string, prefix = '', length = 32): Secret => ({
  name,
  does,
  from: { kind: 'generated', length, prefix },
});
/** The user's file that a setting names, where it names one. */
function fromFile(settings: Settings, setting: string, name: string, does: string): Secret[] {
  const path = setting
    .split('.')
    .reduce<unknown>((tree, key) => (tree as Record<string, unknown> | null | undefined)?.[key], settings);
  return typeof path === 'string' ? [{ name, does, from: { kind: 'file', path, setting } }] : [];
}

/** Whether a stack with these settings has a PostgreSQL of its own. */
export const hasPostgres = ({ stores }: Settings): boolean =>
  stores.database === 'server' && stores.databaseUrlFile === null;
/** Whether it has a Redis of its own. */
export const hasRedis = ({ stores }: Settings): boolean => stores.redis && stores.redisUrlFile === null;
/** Whether it has a ClickHouse of its own. */
export const hasClickHouse = ({ stores }: Settings): boolean =>
  stores.traces === 'clickhouse' && stores.tracesUrl === null;

/** The secret that holds WEBHOOK_URL (EN14). */
export const WEBHOOK_SECRET = 'webhook-secret';

/** All secrets of a stack, in the order in which they can be made. */
export function stackSecrets(settings: Settings): Secret[] {
  const { stores } = settings;
  const file = (setting: string, name: string, does: string) => fromFile(settings, setting, name, does);
  return [
    generated('grafana-admin-password', "Password of Grafana's user admin."),
    generated('grafana-secret-key', 'Key that Grafana encrypts what it stores with.'),
    generated('hub-api-key', "The hub's first key: for its API and its page; it may do everything.", 'obs_'),
    generated('hub-ingest-key', 'Key of the hub for what the collector and Alertmanager send there.', 'obs_'),
    generated('hub-read-key', 'Key of the hub with which Prometheus reads its metrics.', 'obs_'),
    generated('ingest-token', 'Bearer token of senders from elsewhere than loopback.', 'obsi_'),
    ...(hasPostgres(settings)
      ? [
          generated('postgres-password', 'Password of the PostgreSQL user observatory.'),
          {
            name: 'database-url',
            does: "URL of the hub's database.",
            from: {
              kind: 'wrapped' as const,
              secret: 'postgres-password',
              before: 'postgres://observatory:',
              after: '@postgres:5432/observatory',
            },
          },
        ]
      : file('stores.databaseUrlFile', 'database-url', "URL of the hub's database.")),
    ...file(
      'grafana.oidc.clientSecretFile',
      'grafana-oidc-secret',
      "Client secret of Grafana's login by OpenID Connect.",
    ),
    ...(stores.databaseUrlFile === null
      ? [
          generated(
            'reader-password',
            'Password of the PostgreSQL user observatory_reader, who reads the SQL views.',
          ),
        ]
      : file(
          'stores.databaseReader.passwordFile',
          'reader-password',
          'Password of the PostgreSQL user observatory_reader, who reads the SQL views.',
        )),
    // No secret by itself, but what was negotiated is nobody else's business, and it takes the same way to the hub.
    ...file('hub.pricesFile', 'hub-prices', 'Your own prices of models.'),
    ...file(
      'hub.oidc.clientSecretFile',
      'hub-oidc-secret',
      "Client secret of the hub's sign-in by OpenID Connect.",
    ),
    ...file('hub.webhook.urlFile', WEBHOOK_SECRET, 'WEBHOOK_URL of the hub: where it tells of alerts.'),
    ...file('hub.webhook.signingKeyFile', 'hub-webhook-key', 'Key that signs what goes to WEBHOOK_URL.'),
    ...file('hub.encryptionKeyFile', 'hub-encryption-keys', 'Keys that the hub encrypts payloads with.'),
    ...file('stores.redisUrlFile', 'redis-url', 'URL of Redis.'),
    ...(hasClickHouse(settings)
      ? [generated('traces-password', 'Password of the trace store.')]
      : file('stores.tracesPasswordFile', 'traces-password', 'Password of the trace store.')),
    ...file('stores.bucketCredentialsFile', 'bucket-credentials', 'Keys of the object storage.'),
    ...file('alerts.receivers.slack.urlFile', 'alert-slack-url', 'Incoming webhook of Slack.'),
    ...file('alerts.receivers.discord.urlFile', 'alert-discord-url', 'Webhook of Discord.'),
    ...file('alerts.receivers.pagerduty.keyFile', 'alert-pagerduty-key', 'Routing key of PagerDuty.'),
    ...file('alerts.receivers.email.passwordFile', 'alert-email-password', 'Password of the SMTP user.'),
    ...file('alerts.receivers.webhook.urlFile', 'alert-webhook-url', 'URL of the webhook for alerts.'),
    ...file(
      'alerts.receivers.deadMansSwitch.urlFile',
      'alert-dead-mans-switch-url',
      'URL that hears of Watchdog while alerting works.',
    ),
  ];
}
