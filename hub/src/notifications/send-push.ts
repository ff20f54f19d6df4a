import { createHash } from 'node:crypto';
import webPush from 'web-push';
import type { Outbound } from '../outbound/outbound.ts';
import { pushBody } from './formats/web-push.ts';
import type { Message, Pages } from './message.ts';
import { type Outcome, outcomeOfError, outcomeOfStatus } from './outcome.ts';
import { pushKeysFault } from './push-keys-fault.ts';
import type { PushKeys, PushSubscription, PushSubscriptions } from './push-subscriptions.ts';

export interface PushOptions {
  readonly outbound: Outbound;
  readonly subscriptions: PushSubscriptions;
  readonly pages: Pages;
}

/** Push services keep a message for a day for a browser that is away. */
const TTL_S = 86_400;
const AT_ONCE = 8;

/**
 * Tells all browsers of a project that do not have the message yet (`told`); says who has it afterwards. A subscription
 * that its service no longer knows is removed (RFC 8030, "Push Message Expiration"), and one for whose keys nothing can be
 * encrypted.
 */
export async function sendPush(
  project: string,
  message: Message,
  told: readonly string[],
  { outbound, subscriptions, pages }: PushOptions,
): Promise<Outcome & { readonly told: readonly string[] }> {
  const keys = await subscriptions.keys();
  const waiting = (await subscriptions.list(project)).filter(({ id }) => !told.includes(id));
  const reached: string[] = [];
  const failed: Outcome[] = [];
  const subject = pages.hub?.startsWith('https://') ? pages.hub : 'mailto:observatory@localhost';
  const tell = async ({ id, subscription }: (typeof waiting)[number]) => {
    if (pushKeysFault(subscription.keys) !== null) {
      await subscriptions.remove(project, id);
      return;
    }
    const outcome = await push(outbound, subscription, message, keys, subject);
    if (outcome.status === 404 || outcome.status === 410) await subscriptions.remove(project, id);
    else if (outcome.result === 'sent') reached.push(id);
    else failed.push(outcome);
  };
  for (let at = 0; at < waiting.length; at += AT_ONCE)
    await Promise.all(waiting.slice(at, at + AT_ONCE).map(tell));
  const worst = failed.find(({ result }) => result === 'retry') ?? failed[0];
  const sent: Outcome = {
    result: 'sent',
    status: null,
    reason: `Told ${told.length + reached.length} browsers.`,
    retryAfterMs: null,
  };
  // One that refuses for good does not make the others be told again.
  const outcome = worst === undefined || (worst.result === 'dead' && reached.length > 0) ? sent : worst;
  return { ...outcome, told: [...told, ...reached] };
}

async function push(
  outbound: Outbound,
  subscription: PushSubscription,
  message: Message,
  { publicKey, privateKey }: PushKeys,
  subject: string,
): Promise<Outcome> {
  try {
    const details = webPush.generateRequestDetails(subscription, JSON.stringify(pushBody(message)), {
      vapidDetails: { subject, publicKey, privateKey },
      TTL: TTL_S,
      urgency: message.alerts.some(({ severity }) => severity === 'critical') ? 'high' : 'normal',
      // What is newer of an alert takes the place of what the browser has not seen yet.
      topic: createHash('sha256').update(message.alerts[0].id).digest('base64url').slice(0, 32),
    });
    const headers = Object.fromEntries(
      Object.entries(details.headers).map(([name, value]) => [name, String(value)]),
    );
    const { status, headers: answered } = await outbound.fetch(details.endpoint, {
      method: 'POST',
      headers,
      body: details.body,
      readsBody: false,
    });
    return outcomeOfStatus(status, answered);
  } catch (error) {
    return outcomeOfError(error);
  }
}
