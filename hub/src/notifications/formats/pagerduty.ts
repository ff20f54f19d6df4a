import { linksOf, type Message, oneLine, type Pages, shown, titleOf, worstOf } from '../message.ts';

export const PAGERDUTY_URL = 'https://events.pagerduty.com/v2/enqueue';
/** PagerDuty's limits ("PD-CEF", "Send an alert event"). */
const pagerdutyLimits = { summary: 1024, dedupKey: 255, source: 255 } as const;

const actions = { firing: 'trigger', acknowledged: 'acknowledge', resolved: 'resolve' } as const;

/** An event of PagerDuty's Events API v2. `key` is what PagerDuty knows the incident by. */
export function pagerdutyBody(message: Message, pages: Pages, routingKey: string, key: string): unknown {
  const [alert] = message.alerts;
  const action = message.kind === 'test' ? 'trigger' : actions[alert.status];
  const event = { routing_key: routingKey, event_action: action, dedup_key: key };
  if (action !== 'trigger') return event;
  const { labels } = alert;
  const details = Object.entries(labels).slice(0, 32);
  return {
    ...event,
    client: 'Observatory',
    ...(pages.hub !== null && { client_url: pages.hub }),
    payload: {
      summary: titleOf(message, pagerdutyLimits.summary),
      source: oneLine(
        labels.agent ?? labels.workflow ?? labels.service ?? 'observatory',
        pagerdutyLimits.source,
      ),
      severity: message.kind === 'test' ? 'info' : worstOf(message.alerts),
      timestamp: alert.starts_at,
      class: oneLine(alert.name, 255),
      custom_details: {
        alerts: message.alerts.length,
        description: shown(alert.annotations.description ?? alert.annotations.summary ?? '', 4096),
        labels: Object.fromEntries(details.map(([name, value]) => [oneLine(name, 128), shown(value, 512)])),
      },
    },
    links: linksOf(alert, pages).map(({ text, url }) => ({ href: url, text })),
  };
}
