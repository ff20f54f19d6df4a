import { randomUUID } from 'node:crypto';
import Type from 'typebox';
import { HubError } from '../../errors.ts';
import { channelOfBody } from '../../notifications/channel-of-body.ts';
import { MAX_CHANNELS, type OpenChannel, type StoredChannel } from '../../notifications/channels.ts';
import { sendMessage } from '../../notifications/send-message.ts';
import { testMessage } from '../../notifications/test-message.ts';
import { isoOfMicros, microsOfTimestamp } from '../../store/micros.ts';
import type { Api, HubContext } from '../context.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import {
  ChannelBody,
  ChannelName,
  NewChannelBody,
  NotificationChannel,
  NotificationChannelList,
  NotificationTest,
} from '../schemas/notifications.ts';
import { deliveryRoutes } from './notification-deliveries.ts';
import { pushRoutes } from './push.ts';

const Params = Type.Object({ name: ChannelName });
const refusals = { 400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer };
const BODY_BYTES = 64 * 1024;

/** EN3: whom the hub tells of alerts. */
export function notificationRoutes(app: Api, context: HubContext): void {
  const { channels, send } = context.notifications;
  const known = async (project: string, name: string): Promise<StoredChannel> => {
    const channel = await channels.read(project, name);
    if (channel !== null) return channel;
    throw new HubError(
      'OBS_CHANNEL_NOT_FOUND',
      `No channel is called ${name}; GET /api/v1/notifications/channels lists them.`,
    );
  };
  const write = async (channel: OpenChannel): Promise<NotificationChannel> => {
    const stored = await channels.write(channel);
    if (stored !== null) return channelOf(stored);
    throw new HubError(
      'OBS_BAD_REQUEST',
      `Expected ${MAX_CHANNELS} channels at most, which there are. Delete one first.`,
    );
  };

  app.get(
    '/api/v1/notifications/channels',
    {
      config: { access: 'operate' },
      schema: {
        operationId: 'listNotificationChannels',
        summary: 'Whom the hub tells of alerts; no secrets',
        tags: ['notifications'],
        response: { 200: NotificationChannelList, ...refusals },
      },
    },
    async (request) => ({ channels: (await channels.list(context.projectOf(request))).map(channelOf) }),
  );

  app.post(
    '/api/v1/notifications/channels',
    {
      config: { access: 'administer' },
      bodyLimit: BODY_BYTES,
      schema: {
        operationId: 'createNotificationChannel',
        summary: 'Makes a channel',
        tags: ['notifications'],
        body: NewChannelBody,
        response: { 201: NotificationChannel, 409: ErrorAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      const { name, ...body } = request.body;
      const project = context.projectOf(request);
      if ((await channels.read(project, name)) !== null)
        throw new HubError('OBS_CHANNEL_EXISTS', `There is a channel called ${name}; PUT changes it.`, {
          where: 'body.name',
        });
      return reply
        .code(201)
        .send(await write(channelOfBody(project, name, body, null, send.smtpUrl !== null)));
    },
  );

  app.get(
    '/api/v1/notifications/channels/:name',
    {
      config: { access: 'operate' },
      schema: {
        operationId: 'getNotificationChannel',
        summary: 'One channel; no secrets',
        tags: ['notifications'],
        params: Params,
        response: { 200: NotificationChannel, 404: ErrorAnswer, ...refusals },
      },
    },
    async (request) => channelOf(await known(context.projectOf(request), request.params.name)),
  );

  app.put(
    '/api/v1/notifications/channels/:name',
    {
      config: { access: 'administer' },
      bodyLimit: BODY_BYTES,
      schema: {
        operationId: 'putNotificationChannel',
        summary: 'Makes a channel, or changes it; secrets that are not given stay as they are',
        tags: ['notifications'],
        params: Params,
        body: ChannelBody,
        response: { 200: NotificationChannel, ...refusals },
      },
    },
    async (request) => {
      const project = context.projectOf(request);
      const { name } = request.params;
      const before = await channels.read(project, name);
      return write(channelOfBody(project, name, request.body, before, send.smtpUrl !== null));
    },
  );

  app.delete(
    '/api/v1/notifications/channels/:name',
    {
      config: { access: 'administer' },
      schema: {
        operationId: 'deleteNotificationChannel',
        summary: 'Deletes a channel with its deliveries',
        tags: ['notifications'],
        params: Params,
        response: { 204: Type.Null(), 404: ErrorAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      const channel = await known(context.projectOf(request), request.params.name);
      if (channel.fromSetting)
        throw new HubError('OBS_BAD_REQUEST', 'The setting WEBHOOK_URL makes this channel; take that away.', {
          where: 'params.name',
        });
      await channels.delete(channel.project, channel.name);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/notifications/channels/:name/test',
    {
      config: { access: 'operate' },
      schema: {
        operationId: 'testNotificationChannel',
        summary: 'Sends a test over a channel at once, whatever its quiet hours are',
        tags: ['notifications'],
        params: Params,
        response: { 200: NotificationTest, 404: ErrorAnswer, ...refusals },
      },
    },
    async (request) => {
      const channel = await known(context.projectOf(request), request.params.name);
      const id = randomUUID();
      const message = testMessage(channel.project, id);
      const { result, status, reason } = await sendMessage(
        channel,
        message,
        { key: `observatory-test-${id}`, told: [] },
        send,
      );
      return { sent: result === 'sent', status, reason };
    },
  );

  deliveryRoutes(app, context);
  pushRoutes(app, context);
}

function channelOf(channel: StoredChannel): NotificationChannel {
  const { name, kind, enabled, fromSetting, config, secrets, createdAt, updatedAt } = channel;
  return {
    name,
    kind,
    enabled,
    from_setting: fromSetting,
    min_severity: config.min_severity,
    matchers: [...config.matchers],
    send_resolved: config.send_resolved,
    quiet_hours: config.quiet_hours && { ...config.quiet_hours, days: [...config.quiet_hours.days] },
    repeat_every: config.repeat_every,
    group_window: config.group_window,
    max_per_minute: config.max_per_minute,
    to: [...config.to],
    from: config.from,
    secrets: {
      url: secretOf(secrets.url),
      signing_key: secretOf(secrets.signing_key),
      routing_key: secretOf(secrets.routing_key),
      smtp_url: secretOf(secrets.smtp_url),
    },
    created_at: isoOfMicros(microsOfTimestamp(createdAt)),
    updated_at: isoOfMicros(microsOfTimestamp(updatedAt)),
  };
}

/** Of what is short four characters would be too much. */
const SHORT = 16;

function secretOf(secret: string | undefined): NotificationChannel['secrets']['url'] {
  const isShown = secret !== undefined && secret.length >= SHORT;
  return { set: secret !== undefined, ends_with: isShown ? secret.slice(-4) : null };
}
