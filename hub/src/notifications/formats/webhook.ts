import { createHmac } from 'node:crypto';
import { alertAddress, type Message, type Pages } from '../message.ts';

const severities: Readonly<Record<string, string>> = { critical: 'high', warning: 'medium' };

/** EN3's payload. An alert that no rule of the hub evaluates has its own name as the condition, and no threshold. */
export function webhookBody({ alerts: [alert] }: Message): unknown {
  const { labels, rule, event } = alert;
  return {
    alert: alert.name,
    rule: {
      condition: alert.condition ?? alert.name,
      threshold: rule?.threshold ?? null,
      window: rule?.window ?? null,
    },
    event: event ?? {
      app: labels.agent ?? labels.workflow ?? labels.service ?? 'observatory',
      event_type: 'alert',
      timestamp: alert.starts_at,
    },
    severity: severities[alert.severity] ?? 'low',
  };
}

/** Headers of a webhook: what the payload has no place for, and the signature. Times in seconds since the epoch. */
export function webhookHeaders(
  message: Message,
  body: string,
  key: string | undefined,
  nowS: number,
  pages: Pages,
): Record<string, string> {
  const address = alertAddress(message.alerts[0], pages);
  return {
    'x-observatory-delivery': message.id,
    'x-observatory-status': message.kind === 'test' ? 'test' : message.alerts[0].status,
    'x-observatory-alerts': String(message.alerts.length),
    ...(address !== null && { 'x-observatory-alert-url': address }),
    ...(key !== undefined && { 'x-observatory-signature': signature(body, key, nowS) }),
  };
}

/** `t=TIME,v1=HMAC-SHA256` over `TIME.BODY`: a message that is kept and sent again later shows its age. */
function signature(body: string, key: string, nowS: number): string {
  const mac = createHmac('sha256', key).update(`${nowS}.${body}`).digest('hex');
  return `t=${nowS},v1=${mac}`;
}
