import type { Settings } from '../settings/schema.ts';
import type { Secret } from './component.ts';

const generated = (name: string, does: string, prefix = '', length = 32): Secret => ({
  name,
  does,
  from: { kind: 'generated', length, prefix },
});
const fromFile = (name: string, does: string, path: string | null | undefined): Secret[] =>
  path == null ? [] : [{ name, does, from: { kind: 'file', path } }];

/** Whether a stack with these settings has a PostgreSQL of its own. */
export const hasPostgres = ({ stores }: Settings): boolean =>
  stores.database === 'server' && stores.databaseUrlFile === null;
/** Whether it has a Redis of its own. */
export const hasRedis = ({ stores }: Settings): boolean => stores.redis && stores.redisUrlFile === null;
/** Whether it has a ClickHouse of its own. */
export const hasClickHouse = ({ stores }: Settings): boolean =>
  stores.traces === 'clickhouse' && stores.tracesUrl === null;

/** All secrets of a stack, in the order in which they can be made. */
export function stackSecrets(settings: Settings): Secret[] {
  const { stores, alerts } = settings;
  const { slack, discord, pagerduty, email, webhook } = alerts.receivers;
  return [
    generated('grafana-admin-password', "Password of Grafana's user admin."),
    generated('grafana-secret-key', 'Key that Grafana encrypts what it stores with.'),
    generated('hub-api-key', "The hub's first key: for its API, its page, and the collector.", 'obs_'),
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
      : fromFile('database-url', "URL of the hub's database.", stores.databaseUrlFile)),
    ...fromFile('redis-url', 'URL of Redis.', stores.redisUrlFile),
    ...(hasClickHouse(settings)
      ? [generated('traces-password', 'Password of the trace store.')]
      : fromFile('traces-password', 'Password of the trace store.', stores.tracesPasswordFile)),
    ...fromFile('bucket-credentials', 'Keys of the object storage.', stores.bucketCredentialsFile),
    ...fromFile('alert-slack-url', 'Incoming webhook of Slack.', slack?.urlFile),
    ...fromFile('alert-discord-url', 'Webhook of Discord.', discord?.urlFile),
    ...fromFile('alert-pagerduty-key', 'Routing key of PagerDuty.', pagerduty?.keyFile),
    ...fromFile('alert-email-password', 'Password of the SMTP user.', email?.passwordFile),
    ...fromFile('alert-webhook-url', 'URL of the webhook for alerts.', webhook?.urlFile),
  ];
}
