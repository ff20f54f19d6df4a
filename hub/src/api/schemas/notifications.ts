import Type, { type Static } from 'typebox';
import { alertSeverities, channelKinds } from '../../notifications/channel.ts';
import { deliveryStates } from '../../notifications/delivery.ts';
import { matcherOperators } from '../../notifications/matchers.ts';
import { weekdays } from '../../notifications/quiet-hours.ts';
import { storedText } from '../query-values.ts';
import { Count, Nullable, oneOf, Ref, Text, Time } from './parts.ts';

const HOUR = '^([01]\\d|2[0-3]):[0-5]\\d$';
const strict = { additionalProperties: false } as const;
/** A header of a mail cannot begin within it. */
const Address = (description: string) =>
  Type.String({ maxLength: 320, pattern: '^[^\\s<>"\\x00-\\x1f]+@[^\\s<>"\\x00-\\x1f]+$', description });
const Secret = (description: string) =>
  Type.Optional(
    storedText({ minLength: 1, maxLength: 2048, description: `${description} Never shown again.` }),
  );

const Matcher = Type.Object(
  {
    label: storedText({ minLength: 1, maxLength: 256, description: '`alertname` and `severity` too.' }),
    op: oneOf(matcherOperators, '`=~` and `!~`: RE2, of the whole value.'),
    value: storedText({ maxLength: 512 }),
  },
  strict,
);

const QuietHours = Type.Object(
  {
    days: Type.Array(oneOf(weekdays), {
      minItems: 1,
      maxItems: 7,
      uniqueItems: true,
      description: 'On which they begin.',
    }),
    from: Type.String({ pattern: HOUR, description: 'As 22:00.' }),
    to: Type.String({ pattern: HOUR, description: 'The next day, where it is not after `from`.' }),
    time_zone: Type.String({ maxLength: 64, description: 'IANA name, as Europe/Berlin.' }),
    passes: Nullable(oneOf(alertSeverities, 'The least severity that is told all the same; null for none.')),
    held: oneOf(
      ['summary', 'drop'] as const,
      'What becomes of the rest: one summary afterwards, or nothing.',
    ),
  },
  strict,
);

const options = {
  min_severity: oneOf(alertSeverities, 'The least severity; critical for pagerduty, else info.'),
  matchers: Type.Array(Matcher, { maxItems: 20, description: 'On labels; all of them must hold.' }),
  send_resolved: Type.Boolean({ description: 'Whether it is told when an alert is over; not for webhook.' }),
  quiet_hours: Nullable(QuietHours),
  repeat_every: Nullable(
    Type.Integer({
      minimum: 60,
      maximum: 604_800,
      description: 'Seconds after which an alert that fires and that nobody acknowledged is told again.',
    }),
  ),
  group_window: Type.Integer({
    minimum: 0,
    maximum: 3600,
    description: 'Seconds that alerts are gathered; 10 unless given.',
  }),
  max_per_minute: Type.Integer({
    minimum: 1,
    maximum: 600,
    description: 'Messages; more wait and are told together. 20 unless given.',
  }),
  to: Type.Array(Address('An address.'), { maxItems: 50, description: 'Of email.' }),
  from: Nullable(Address('Of email; observatory@localhost unless given.')),
};

export const ChannelName = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  description: 'Letters, digits, dots, dashes and underscores.',
});

const channelBody = {
  kind: oneOf(channelKinds),
  enabled: Type.Optional(Type.Boolean({ description: 'True unless given.' })),
  url: Secret("Of slack, discord and webhook; of pagerduty its EU's."),
  signing_key: Secret('Of webhook, at least 16 characters: the key of X-Observatory-Signature.'),
  routing_key: Secret('Of pagerduty: the integration key.'),
  smtp_url: Secret("Of email, as smtp://user:password@host:587; the hub's own unless given."),
  min_severity: Type.Optional(options.min_severity),
  matchers: Type.Optional(options.matchers),
  send_resolved: Type.Optional(options.send_resolved),
  quiet_hours: Type.Optional(options.quiet_hours),
  repeat_every: Type.Optional(options.repeat_every),
  group_window: Type.Optional(options.group_window),
  max_per_minute: Type.Optional(options.max_per_minute),
  to: Type.Optional(options.to),
  from: Type.Optional(options.from),
};

export const ChannelBody = Type.Object(channelBody, strict);
export const NewChannelBody = Type.Object({ name: ChannelName, ...channelBody }, strict);

const SecretState = Type.Object(
  {
    set: Type.Boolean(),
    ends_with: Nullable(Text('Its last four characters; null where it is not set or short.')),
  },
  { description: 'What is known of a secret.' },
);

export const NotificationChannel = Type.Object(
  {
    name: Type.String(),
    kind: oneOf(channelKinds),
    enabled: Type.Boolean(),
    from_setting: Type.Boolean({ description: 'Made by the setting WEBHOOK_URL.' }),
    ...options,
    secrets: Type.Object({
      url: SecretState,
      signing_key: SecretState,
      routing_key: SecretState,
      smtp_url: SecretState,
    }),
    created_at: Time('When it was made.'),
    updated_at: Time('When it was changed last.'),
  },
  { $id: 'NotificationChannel' },
);

export const NotificationChannelList = Type.Object(
  { channels: Type.Array(Ref(NotificationChannel)) },
  { $id: 'NotificationChannelList' },
);

export const NotificationTest = Type.Object(
  {
    sent: Type.Boolean({ description: 'Whether the receiver took it.' }),
    status: Nullable(Type.Integer({ description: 'Of HTTP or SMTP; null without an answer.' })),
    reason: Text('What came of it.'),
  },
  { $id: 'NotificationTest' },
);

export const NotificationDelivery = Type.Object(
  {
    id: Type.String(),
    channel: Type.String(),
    kind: oneOf(channelKinds),
    alert_id: Text('`id` of GET /api/v1/alerts.'),
    alert: Text('Name of the alert.'),
    severity: Type.String(),
    transition: Text('firing, acknowledged, resolved, or repeat with its number.'),
    state: oneOf(deliveryStates),
    reason: Nullable(Text('What came of the last attempt, or why it was dropped.')),
    message_id: Nullable(
      Text('What the receiver knows the message by (X-Observatory-Delivery); several may share one.'),
    ),
    attempts: Count('Attempts since it was queued or sent again by hand.'),
    history: Type.Array(
      Type.Object({
        at: Time('When.'),
        status: Nullable(Type.Integer({ description: 'Of HTTP or SMTP.' })),
        reason: Type.String(),
      }),
      { description: 'The last 20 attempts, oldest first.' },
    ),
    due_at: Nullable(Time('When it goes out, or goes out again; null where it does not.')),
    created_at: Time('When it was queued.'),
    sent_at: Nullable(Time('When the receiver took it.')),
  },
  { $id: 'NotificationDelivery' },
);

export const NotificationDeliveryList = Type.Object(
  {
    deliveries: Type.Array(Ref(NotificationDelivery)),
    next_cursor: Nullable(Text('Place of the next page; null on the last.')),
  },
  { $id: 'NotificationDeliveryList' },
);

export const NotificationsResent = Type.Object(
  { resent: Count('Deliveries that go out again.') },
  { $id: 'NotificationsResent' },
);

export const PushKey = Type.Object(
  { public_key: Text('`applicationServerKey` of the Push API, base64url.') },
  { $id: 'PushKey' },
);

/** As `PushSubscription.toJSON()` of a browser gives it. */
export const PushSubscriptionBody = Type.Object(
  {
    endpoint: storedText({ minLength: 1, maxLength: 2048 }),
    expirationTime: Type.Optional(Nullable(Type.Number())),
    keys: Type.Object({
      p256dh: Type.String({ pattern: '^[A-Za-z0-9_-]{86,88}=*$' }),
      auth: Type.String({ pattern: '^[A-Za-z0-9_-]{22,24}=*$' }),
    }),
  },
  strict,
);

export const PushSubscribed = Type.Object(
  { id: Type.String(), channel: Text('The channel that tells browsers.') },
  { $id: 'PushSubscribed' },
);

export const notificationSchemas = [
  NotificationChannel,
  NotificationChannelList,
  NotificationTest,
  NotificationDelivery,
  NotificationDeliveryList,
  NotificationsResent,
  PushKey,
  PushSubscribed,
];

export type ChannelBody = Static<typeof ChannelBody>;
export type NotificationChannel = Static<typeof NotificationChannel>;
export type NotificationDelivery = Static<typeof NotificationDelivery>;
