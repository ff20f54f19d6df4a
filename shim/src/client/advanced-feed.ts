import type { ObservabilityEvent } from '../conventions/events.ts';
import type { AdvancedFilter } from '../events/stream-filter.ts';
import type { AggregatedEvents } from '../events/subscription.ts';
import { objectIn, sseMessages } from './event-feed.ts';
import type { HubConnection, Query } from './hub-connection.ts';
import { keepLive, type Live, type LiveOptions } from './live.ts';
import { type MissedEvents, missedIn } from './missed-events.ts';

/** What streams of events take beside their filter. */
export interface SubscribeOptions extends LiveOptions {
  /** Told of events that did not come: over the rate, too slow, or no more kept. */
  readonly onMissed?: ((missed: MissedEvents) => void) | undefined;
}

/** The query that has the hub apply an advanced filter. */
function queryOf({
  types,
  severities,
  executionIds,
  agentTypes,
  rateLimit,
  aggregation,
}: AdvancedFilter): Query {
  return {
    types: types?.join(','),
    severities: severities?.join(','),
    executionId: executionIds?.join(','),
    agents: agentTypes?.join(','),
    rate: rateLimit?.maxEventsPerSecond,
    burst: rateLimit?.burstSize,
    ...(aggregation?.enabled && {
      window_ms: aggregation.windowMs,
      group_by: aggregation.groupBy.join(',') || undefined,
    }),
  };
}

/** Lists of what passes an advanced filter (VX3), which the hub applies: events, or aggregates. */
export function advancedFeed(
  connection: HubConnection,
  filter: AdvancedFilter,
  options: SubscribeOptions,
): Live<(ObservabilityEvent | AggregatedEvents)[]> {
  const query = queryOf(filter);
  let lastEventId: string | undefined;
  return keepLive(options, async function* (connected) {
    const path = '/api/observability/events/stream';
    for await (const { id, data } of sseMessages(connection, connected, path, query, lastEventId)) {
      if (id !== undefined) lastEventId = id;
      const message = data === undefined ? undefined : objectIn(data, connected);
      if (message === undefined) continue;
      const missed = missedIn(message);
      if (missed) options.onMissed?.(missed);
      // Without a limit or windows the hub sends events by themselves.
      else yield (message.type === 'events' ? message.items : [message]) as ObservabilityEvent[];
    }
  });
}
