import type { ChannelKind } from './channel.ts';
import type { Waiting } from './delivery.ts';

/** Deliveries that one message tells of. */
export interface Group {
  /** Null: it has not been tried yet. */
  readonly messageId: string | null;
  readonly isSummary: boolean;
  readonly deliveries: readonly [Waiting, ...Waiting[]];
}

/** Messages of one alert each beyond this many of one name become one. */
const MOST_SINGLE = 5;

/**
 * Which messages tell what waits: what was tried stays together, so that the receiver sees the same message again. The
 * rest is one message, and one more for what quiet hours held; where messages tell of one alert each (webhook,
 * PagerDuty) one an alert, or of a storm one a name.
 */
export function groupDeliveries(kind: ChannelKind, waiting: readonly Waiting[]): Group[] {
  const tried = waiting.filter(({ message_id }) => message_id !== null);
  const fresh = waiting.filter(({ message_id }) => message_id === null);
  const groups: Group[] = [...Map.groupBy(tried, ({ message_id }) => message_id)].flatMap(
    ([messageId, list]) => groupOf(list, messageId),
  );
  if (kind !== 'webhook' && kind !== 'pagerduty') {
    for (const isHeld of [true, false]) groups.push(...groupOf(fresh.filter(({ held }) => held === isHeld)));
    return groups;
  }
  // An incident of PagerDuty is over, or taken up, once.
  const isOfIncident = ({ alert, message_key }: Waiting) =>
    kind === 'pagerduty' && alert.status !== 'firing' && message_key !== null;
  const byIncident = Map.groupBy(
    fresh.filter(isOfIncident),
    ({ alert, message_key }) => `${alert.status} ${message_key}`,
  );
  const byName = Map.groupBy(
    fresh.filter((one) => !isOfIncident(one)),
    ({ alert }) => `${alert.status} ${alert.name}`,
  );
  for (const list of byName.values())
    groups.push(
      ...(list.length > MOST_SINGLE ? [list] : list.map((one) => [one])).flatMap((some) => groupOf(some)),
    );
  groups.push(...[...byIncident.values()].flatMap((list) => groupOf(list)));
  return groups;
}

function groupOf([first, ...others]: readonly Waiting[], messageId: string | null = null): Group[] {
  return first === undefined ? [] : [{ messageId, isSummary: first.held, deliveries: [first, ...others] }];
}
