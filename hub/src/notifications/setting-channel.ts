import type { SettingChannel } from './channels.ts';
import { PAGERDUTY_URL } from './formats/pagerduty.ts';

/** What WEBHOOK_URL leads to, by its host: Slack, Discord, PagerDuty, else whoever takes the webhook's payload. */
export function settingChannel(webhookUrl: string | null, signingKey: string | null): SettingChannel | null {
  if (webhookUrl === null) return null;
  const { hostname, pathname, searchParams } = new URL(webhookUrl);
  if (hostname === 'hooks.slack.com' || hostname === 'hooks.slack-gov.com')
    return { kind: 'slack', secrets: { url: webhookUrl } };
  if (/^(canary\.|ptb\.)?discord(app)?\.com$/.test(hostname))
    return { kind: 'discord', secrets: { url: webhookUrl } };
  if (/^events(\.eu)?\.pagerduty\.com$/.test(hostname)) {
    // The key of an integration, as its page gives it: in the address, or as a parameter of Events API v2.
    const routingKey =
      searchParams.get('routing_key') ??
      /^\/integration\/([^/]+)/.exec(pathname)?.[1] ??
      pathname.split('/').at(-1);
    const url = PAGERDUTY_URL.replace('events.pagerduty.com', hostname);
    return { kind: 'pagerduty', secrets: { url, routing_key: routingKey ?? '' } };
  }
  return {
    kind: 'webhook',
    secrets: { url: webhookUrl, ...(signingKey !== null && { signing_key: signingKey }) },
  };
}
