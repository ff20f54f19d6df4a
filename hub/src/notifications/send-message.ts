import type { Outbound } from '../outbound/outbound.ts';
import type { OpenChannel } from './channels.ts';
import { discordBody } from './formats/discord.ts';
import { PAGERDUTY_URL, pagerdutyBody } from './formats/pagerduty.ts';
import { slackBody } from './formats/slack.ts';
import { webhookBody, webhookHeaders } from './formats/webhook.ts';
import type { Message } from './message.ts';
import { type Outcome, outcomeOfError, outcomeOfStatus } from './outcome.ts';
import { type MailOptions, sendMail } from './send-mail.ts';
import { type PushOptions, sendPush } from './send-push.ts';

export interface SendOptions extends MailOptions, PushOptions {
  /** For the channel of WEBHOOK_URL, which the operator may have anywhere. */
  readonly settingOutbound: Outbound;
}

export interface Sent extends Outcome {
  /** Subscriptions that have it, of web push. */
  readonly told: readonly string[];
}

/** Sends one message over a channel. `key` is what PagerDuty knows the alert by. Never rejects. */
export async function sendMessage(
  channel: OpenChannel,
  message: Message,
  { key, told }: { readonly key: string; readonly told: readonly string[] },
  options: SendOptions,
): Promise<Sent> {
  try {
    if (channel.kind === 'web_push') return await sendPush(channel.project, message, told, options);
    if (channel.kind === 'email') return { ...(await sendMail(channel, message, options)), told: [] };
    return { ...(await post(channel, message, key, options)), told: [] };
  } catch (error) {
    return { ...outcomeOfError(error), told };
  }
}

async function post(
  { kind, secrets, fromSetting }: OpenChannel,
  message: Message,
  key: string,
  { outbound, settingOutbound, pages }: SendOptions,
): Promise<Outcome> {
  const bodies = {
    slack: () => slackBody(message, pages),
    discord: () => discordBody(message, pages),
    pagerduty: () => pagerdutyBody(message, pages, secrets.routing_key ?? '', key),
    webhook: () => webhookBody(message),
  } as const;
  const body = JSON.stringify(bodies[kind as keyof typeof bodies]());
  const url = secrets.url ?? (kind === 'pagerduty' ? PAGERDUTY_URL : '');
  const { status, headers } = await (fromSetting ? settingOutbound : outbound).fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(kind === 'webhook' &&
        webhookHeaders(message, body, secrets.signing_key, Math.floor(Date.now() / 1000), pages)),
    },
    body,
    // A body that never ends, trickles or breaks off says nothing more.
    readsBody: false,
  });
  return outcomeOfStatus(status, headers);
}
