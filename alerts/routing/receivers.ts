import type { Settings } from '../../infra/settings/schema.ts';
import type { NoticePages } from './notice-links.ts';
import { firstAlertLinks } from './notice-templates.ts';

type Receivers = Settings['alerts']['receivers'];

/** Where Alertmanager finds what its configuration names. */
export interface Where {
  /** Path of a secret, so that none stands in the file. */
  readonly secret: (name: string) => string;
  /** Path of the file with the templates of notices. */
  readonly templates: string;
  /** The hub's address, `http://host:port`. */
  readonly hub: string;
  /** Where people read more. */
  readonly pages: NoticePages;
}

const template = (name: string) => `{{ template "observatory.${name}" . }}`;

/** Everybody who is told of warnings and critical alerts. */
export function people({ slack, discord, email, webhook }: Receivers, { secret }: Where) {
  return {
    ...(slack === null
      ? {}
      : {
          slack_configs: [
            {
              api_url_file: secret('alert-slack-url'),
              ...(slack.channel === undefined ? {} : { channel: slack.channel }),
              color: template('color'),
              title: template('title'),
              title_link: '{{ .CommonAnnotations.runbook_url }}',
              fallback: template('title'),
              text: template('slack'),
              send_resolved: true,
            },
          ],
        }),
    ...(discord === null
      ? {}
      : {
          discord_configs: [
            {
              webhook_url_file: secret('alert-discord-url'),
              title: template('title'),
              message: template('discord'),
              send_resolved: true,
            },
          ],
        }),
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
                : { auth_password_file: secret('alert-email-password') }),
              headers: { Subject: template('title') },
              html: template('html'),
              text: template('text'),
              send_resolved: true,
            },
          ],
        }),
    ...(webhook === null
      ? {}
      : { webhook_configs: [{ url_file: secret('alert-webhook-url'), send_resolved: true }] }),
  };
}

/** PagerDuty, which is told of critical alerts alone. */
export function pager({ pagerduty }: Receivers, { secret, pages }: Where) {
  if (pagerduty === null) return {};
  return {
    pagerduty_configs: [
      {
        routing_key_file: secret('alert-pagerduty-key'),
        severity: 'critical',
        description: template('title'),
        client: 'Observatory',
        client_url: pages.hub,
        class: '{{ .CommonLabels.alertname }}',
        component: '{{ .CommonLabels.job }}',
        details: { firing: template('text'), resolved: '{{ len .Alerts.Resolved }}' },
        links: firstAlertLinks(pages),
        send_resolved: true,
      },
    ],
  };
}

/** The hub's own route for Alertmanager, behind a key that may send and nothing else. */
export function hubReceiver({ hub, secret }: Where) {
  return {
    webhook_configs: [
      {
        url: `${hub}/api/v1/alerts/alertmanager`,
        // As many as the hub reads of one message.
        max_alerts: 2000,
        http_config: { authorization: { credentials_file: secret('hub-ingest-key') } },
        send_resolved: true,
      },
    ],
  };
}

/** A service that tells people once it no longer hears anything. */
export function silentReceiver({ secret }: Where) {
  return { webhook_configs: [{ url_file: secret('alert-dead-mans-switch-url'), send_resolved: false }] };
}
