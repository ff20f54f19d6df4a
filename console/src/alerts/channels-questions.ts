import { dataOf } from '../hub/client.ts';
import type { ChannelBody, NotificationChannel, NotificationDelivery } from '../hub/types.ts';
import { type Question, useHubAction } from '../hub/use-hub-query.ts';

export const channelsKey = ['channels'] as const;
export const deliveriesKey = ['deliveries'] as const;

export const deliveryStates = ['dead', 'retrying', 'pending', 'sent', 'dropped'] as const;

export const channelsQuestion: Question<readonly NotificationChannel[]> = {
  key: channelsKey,
  ask: async (hub, signal) =>
    (await dataOf(hub.api.GET('/api/v1/notifications/channels', { signal }))).channels,
};

interface DeliveryFilter {
  readonly state?: string;
  readonly channel?: string;
}

export const deliveriesQuestion = (
  filter: DeliveryFilter,
  limit: number,
): Question<{ readonly deliveries: readonly NotificationDelivery[]; readonly hasMore: boolean }> => ({
  key: [...deliveriesKey, filter, limit],
  ask: async (hub, signal) => {
    const { deliveries, next_cursor } = await dataOf(
      hub.api.GET('/api/v1/notifications/deliveries', { params: { query: { ...filter, limit } }, signal }),
    );
    return { deliveries, hasMore: next_cursor !== null };
  },
});

interface NamedChannel {
  readonly name: string;
  readonly body: ChannelBody;
  /** Refused where there is one of this name already. */
  readonly isNew: boolean;
}

export const useSaveChannel = () =>
  useHubAction(
    (hub, { name, body, isNew }: NamedChannel) =>
      dataOf(
        isNew
          ? hub.api.POST('/api/v1/notifications/channels', { body: { ...body, name } })
          : hub.api.PUT('/api/v1/notifications/channels/{name}', { params: { path: { name } }, body }),
      ),
    [channelsKey],
  );

export const useDeleteChannel = () =>
  useHubAction(
    (hub, name: string) =>
      dataOf(hub.api.DELETE('/api/v1/notifications/channels/{name}', { params: { path: { name } } })),
    [channelsKey, deliveriesKey],
  );

export const useTestChannel = () =>
  useHubAction((hub, name: string) =>
    dataOf(hub.api.POST('/api/v1/notifications/channels/{name}/test', { params: { path: { name } } })),
  );

export const useResend = () =>
  useHubAction(
    (hub, id: string) =>
      dataOf(hub.api.POST('/api/v1/notifications/deliveries/{id}/resend', { params: { path: { id } } })),
    [deliveriesKey],
  );
