import Type from 'typebox';
import { HubError } from '../../errors.ts';
import { deliveryStates } from '../../notifications/delivery.ts';
import {
  type DeliveryPlace,
  type DeliveryRow,
  listDeliveries,
  resendDeliveries,
} from '../../notifications/list-deliveries.ts';
import { isoOfMicros, microsOfTimestamp } from '../../store/micros.ts';
import type { Api, HubContext } from '../context.ts';
import { listOf, queryOf, storedText } from '../query-values.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import {
  ChannelName,
  type NotificationDelivery,
  NotificationDeliveryList,
  NotificationsResent,
} from '../schemas/notifications.ts';

const refusals = { 400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer };
const UUID = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';

/** What was told, what waits, and what was given up. */
export function deliveryRoutes(app: Api, context: HubContext): void {
  const { pool, workPool } = context.database;
  app.get(
    '/api/v1/notifications/deliveries',
    {
      config: { access: 'operate' },
      schema: {
        operationId: 'listNotificationDeliveries',
        summary: 'What channels are told of alerts, and how it went; newest first',
        tags: ['notifications'],
        querystring: queryOf({
          state: Type.Optional(Type.String({ description: `Comma list of ${deliveryStates.join(', ')}.` })),
          channel: Type.Optional(ChannelName),
          alert: Type.Optional(storedText({ maxLength: 512, description: 'Name of the alert, exact.' })),
          alert_id: Type.Optional(storedText({ maxLength: 100, description: '`id` of GET /api/v1/alerts.' })),
          limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
          cursor: Type.Optional(
            Type.String({ maxLength: 200, description: '`next_cursor` of the page before.' }),
          ),
        }),
        response: { 200: NotificationDeliveryList, ...refusals },
      },
    },
    async (request) => {
      const { state, channel, alert, alert_id: alertId, limit, cursor } = request.query;
      const filter = {
        states: state ? listOf(state, deliveryStates, 'state') : undefined,
        channel,
        alert,
        alertId,
      };
      const after = cursor === undefined ? null : openPlace(cursor);
      const rows = await listDeliveries(pool, context.projectOf(request), filter, after, limit + 1);
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return {
        deliveries: rows.slice(0, limit).map(deliveryOf),
        next_cursor: last ? sealPlace({ createdAt: last.created_at, id: last.id }) : null,
      };
    },
  );

  app.post(
    '/api/v1/notifications/deliveries/:id/resend',
    {
      config: { access: 'operate' },
      schema: {
        operationId: 'resendNotificationDelivery',
        summary: 'Sends again what was given up or dropped',
        tags: ['notifications'],
        params: Type.Object({ id: Type.String({ pattern: UUID, description: '`id` of the list.' }) }),
        response: { 200: NotificationsResent, 404: ErrorAnswer, ...refusals },
      },
    },
    async (request) => {
      const resent = await resendDeliveries(workPool, context.projectOf(request), { id: request.params.id });
      if (resent === 0)
        throw new HubError(
          'OBS_DELIVERY_NOT_FOUND',
          `No delivery that is dead or dropped has the id ${request.params.id}.`,
        );
      context.notifications.wake();
      return { resent };
    },
  );

  app.post(
    '/api/v1/notifications/deliveries/resend',
    {
      config: { access: 'operate' },
      bodyLimit: 4096,
      schema: {
        operationId: 'resendDeadNotifications',
        summary: 'Sends again everything of a channel that was given up',
        tags: ['notifications'],
        body: Type.Object({ channel: ChannelName }, { additionalProperties: false }),
        response: { 200: NotificationsResent, ...refusals },
      },
    },
    async (request) => {
      const { channel } = request.body;
      const resent = await resendDeliveries(workPool, context.projectOf(request), { channel });
      if (resent > 0) context.notifications.wake();
      return { resent };
    },
  );
}

function deliveryOf(row: DeliveryRow): NotificationDelivery {
  const { alert_id, alert_name: alert, due_at, created_at, sent_at, history, ...same } = row;
  const time = (text: string) => isoOfMicros(microsOfTimestamp(text));
  const waits = row.state === 'pending' || row.state === 'retrying';
  return {
    ...same,
    alert_id,
    alert,
    history: [...history],
    due_at: waits ? time(due_at) : null,
    created_at: time(created_at),
    sent_at: sent_at === null ? null : time(sent_at),
  };
}

function sealPlace({ createdAt, id }: DeliveryPlace): string {
  return Buffer.from(`${isoOfMicros(microsOfTimestamp(createdAt))} ${id}`).toString('base64url');
}

function openPlace(cursor: string): DeliveryPlace {
  const [, createdAt, id] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(
      Buffer.from(cursor, 'base64url').toString(),
    ) ?? [];
  if (createdAt !== undefined && id !== undefined && !Number.isNaN(Date.parse(createdAt)))
    return { createdAt, id };
  throw new HubError('OBS_BAD_REQUEST', 'Expected the next_cursor of the page before.', {
    where: 'query.cursor',
  });
}
