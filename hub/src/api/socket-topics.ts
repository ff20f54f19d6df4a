import type { FastifyRequest } from 'fastify';
import { alertId } from '../alerts/alert-id.ts';
import { readAlerts } from '../alerts/read-alerts.ts';
import { AlertFeed, type ReadAlerts } from '../live/alert-feed.ts';
import { dataClient } from '../live/data-client.ts';
import { feedExecutions } from '../live/execution-feed.ts';
import { ItemPipe } from '../live/item-pipe.ts';
import type { SocketSubscription } from '../live/socket-subscription.ts';
import { persistently, subscribe } from '../live/subscribe.ts';
import type { SubscribeRequest } from '../live/subscribe-frame.ts';
import type { Topics } from '../live/topic.ts';
import type { HubContext } from './context.ts';
import { alertOf } from './present-alert.ts';
import type { HealthOptions } from './routes/health.ts';
import { executionSource, healthSource, type NamedSource } from './topic-sources.ts';

export interface SocketTopicsOptions {
  readonly context: HubContext;
  readonly health: HealthOptions;
  readonly topics: Topics;
  /** Told of failures of the store, which is asked again. */
  readonly onError: (error: unknown) => void;
}

/** Serves what one subscription of a connection is about, until it is closed. */
export async function serveTopic(
  subscription: SocketSubscription,
  asked: SubscribeRequest,
  request: FastifyRequest,
  { context, health, topics, onError }: SocketTopicsOptions,
): Promise<void> {
  const project = context.projectOf(request);
  const watch = ({ name, source }: NamedSource) => {
    subscription.subscribed();
    topics.watch(name, dataClient(subscription), source);
  };
  switch (asked.topic) {
    case 'executions':
      subscription.subscribed();
      return feedExecutions(subscription, context, project);
    case 'health':
      return watch(healthSource(context, health, project, onError));
    case 'execution':
      return watch(executionSource(context, project, asked.executionId, onError));
    case 'alerts':
      return subscribe(new AlertFeed(subscription, alertReader(context, project, onError)), context, {
        project,
        filter: { types: ['alert'] },
        from: asked.from,
        onError,
      });
    case 'events': {
      const { filter, from, rateLimit, aggregation } = asked;
      const isPlain = rateLimit === undefined && aggregation === undefined;
      return subscribe(isPlain ? subscription : new ItemPipe(subscription, asked), context, {
        project,
        filter,
        from,
        onError,
      });
    }
  }
}

function alertReader(
  { database, runbooks }: HubContext,
  project: string,
  onError: (error: unknown) => void,
): ReadAlerts {
  return async (places, closed) => {
    const rows = await persistently(closed, onError, () => readAlerts(database, project, places));
    return new Map(rows.map((row) => [alertId(row.fingerprint, row.starts_at), alertOf(row, runbooks)]));
  };
}
