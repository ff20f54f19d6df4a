import Type from 'typebox';
import { HubError } from '../../errors.ts';
import { defaultConfig } from '../../notifications/channel.ts';
import { pushKeysFault } from '../../notifications/push-keys-fault.ts';
import { MAX_OF_OWNER, MAX_SUBSCRIPTIONS, subscriptionId } from '../../notifications/push-subscriptions.ts';
import { OutboundError } from '../../outbound/outbound-error.ts';
import { targetOf } from '../../outbound/target.ts';
import type { Api, HubContext } from '../context.ts';
import { storedText } from '../query-values.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { PushKey, PushSubscribed, PushSubscriptionBody } from '../schemas/notifications.ts';

const refusals = { 400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer };
/** The channel that the first browser makes. */
const PUSH_CHANNEL = 'browsers';

/** EN6: browsers that want to be told (Push API); whoever may read may subscribe. */
export function pushRoutes(app: Api, context: HubContext): void {
  const { subscriptions, channels } = context.notifications;
  app.get(
    '/api/v1/notifications/push/key',
    {
      schema: {
        operationId: 'getPushKey',
        summary: 'The key that browsers know the hub by (VAPID)',
        tags: ['notifications'],
        response: { 200: PushKey, 401: ErrorAnswer, 403: ErrorAnswer },
      },
    },
    async () => ({ public_key: (await subscriptions.keys()).publicKey }),
  );

  app.post(
    '/api/v1/notifications/push/subscriptions',
    {
      config: { access: 'read' },
      bodyLimit: 16 * 1024,
      schema: {
        operationId: 'subscribeToPush',
        summary: 'Tells a browser of alerts from now on',
        tags: ['notifications'],
        body: PushSubscriptionBody,
        response: { 201: PushSubscribed, ...refusals },
      },
    },
    async (request, reply) => {
      const { endpoint, keys } = request.body;
      const project = context.projectOf(request);
      try {
        targetOf(endpoint);
      } catch (error) {
        const message = error instanceof OutboundError ? error.message : 'Expected a URL.';
        throw new HubError('OBS_BAD_REQUEST', message, { where: 'body.endpoint' });
      }
      const fault = pushKeysFault(keys);
      if (fault !== null)
        throw new HubError(
          'OBS_BAD_REQUEST',
          `Expected ${fault.expected}, as PushSubscription.toJSON() gives it.`,
          {
            where: `body.keys.${fault.where}`,
          },
        );
      if (!(await subscriptions.add(project, { endpoint, keys }, request.principal?.id ?? '')))
        throw new HubError(
          'OBS_BAD_REQUEST',
          `Expected ${MAX_SUBSCRIPTIONS} browsers at most, ${MAX_OF_OWNER} of them of one key or person, which there are.`,
        );
      const known = (await channels.list(project)).find(({ kind }) => kind === 'web_push');
      const made =
        known ??
        (await channels.write({
          project,
          name: PUSH_CHANNEL,
          kind: 'web_push',
          fromSetting: false,
          enabled: true,
          config: defaultConfig('web_push'),
          secrets: {},
        }));
      return reply.code(201).send({ id: subscriptionId(endpoint), channel: made?.name ?? PUSH_CHANNEL });
    },
  );

  app.delete(
    '/api/v1/notifications/push/subscriptions',
    {
      config: { access: 'read' },
      bodyLimit: 4096,
      schema: {
        operationId: 'unsubscribeFromPush',
        summary: 'Tells a browser of nothing from now on',
        tags: ['notifications'],
        body: Type.Object(
          { endpoint: storedText({ minLength: 1, maxLength: 2048 }) },
          { additionalProperties: false },
        ),
        response: { 204: Type.Null(), 404: ErrorAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      const id = subscriptionId(request.body.endpoint);
      if (await subscriptions.remove(context.projectOf(request), id)) return reply.code(204).send(null);
      throw new HubError('OBS_SUBSCRIPTION_NOT_FOUND', 'No browser has subscribed with this endpoint.');
    },
  );
}
