import type { Settings } from '../infra/settings/schema.ts';

type Receivers = Settings['alerts']['receivers'];

/** Alerts that are signals to machines: nobody is told of them. */
const SIGNALS = ['Watchdog', 'InfoInhibitor'];

/**
 * Alertmanager's configuration: everybody is told of everything, PagerDuty of critical alerts only. `secretFile` gives
 * the path at which Alertmanager reads a secret, so that none stands in the file. The hub is no receiver yet: it has no
 * route that takes Alertmanager's webhook.
 */
export function alertmanagerConfig(receivers: Receivers, secretFile: (secret: string) => string) {
  const { slack, discord, pagerduty, email, webhook } = receivers;
  const everyone = {
    ...(slack === null
      ? {}
      : {
          slack_configs: [
            {
              api_url_file: secretFile('alert-slack-url'),
              ...(slack.channel === undefined ? {} : { channel: slack.channel }),
              send_resolved: true,
            },
          ],
        }),
    ...(discord === null
      ? {}
      : { discord_configs: [{ webhook_url_file: secretFile('alert-discord-url'), send_resolved: true }] }),
    ...(email === null
      ? {}
      : {
          email_configs: [
            {
              to: email.to,
              from: email.from,
              smarthost: email.server,
              ...(email.user === undefined ? {} : { auth_username: email.user }),
              ...(email.passwordFile === undefined
                ? {}
                : { auth_password_file: secretFile('alert-email-password') }),
              send_resolved: true,
            },
          ],
        }),
    ...(webhook === null
      ? {}
      : { webhook_configs: [{ url_file: secretFile('alert-webhook-url'), send_resolved: true }] }),
  };
  return {
    route: {
      receiver: 'everyone',
      group_by: ['alertname', 'job'],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: '4h',
      routes: [
        { receiver: 'nobody', matchers: [`alertname=~"${SIGNALS.join('|')}"`] },
        { receiver: 'critical', matchers: ['severity="critical"'], group_wait: '10s' },
      ],
    },
    receivers: [
      { name: 'nobody' },
      { name: 'everyone', ...everyone },
      {
        name: 'critical',
        ...everyone,
        ...(pagerduty === null
          ? {}
          : {
              pagerduty_configs: [
                {
                  routing_key_file: secretFile('alert-pagerduty-key'),
                  severity: 'critical',
                  send_resolved: true,
                },
              ],
            }),
      },
    ],
    inhibit_rules: [
      {
        source_matchers: ['severity="critical"'],
        target_matchers: ['severity=~"warning|info"'],
        equal: ['alertname', 'job', 'instance'],
      },
    ],
  };
}
