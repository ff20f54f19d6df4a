import type { ChannelBody, NotificationChannel } from '../hub/types.ts';
import type { Matcher } from './matcher.ts';
import type { severities } from './rule-draft.ts';

/** Kinds that people make; browsers make `web_push`. */
export const channelKinds = ['slack', 'discord', 'pagerduty', 'email', 'webhook'] as const;
export type ChannelKind = NotificationChannel['kind'];
type Severity = (typeof severities)[number];

export const secretNames = ['url', 'signing_key', 'routing_key', 'smtp_url'] as const;
export type SecretName = (typeof secretNames)[number];

export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type QuietHours = NonNullable<NotificationChannel['quiet_hours']>;

/** Which secrets a kind has, and whether it needs them. */
export const secretsOf: Readonly<Record<ChannelKind, Readonly<Partial<Record<SecretName, boolean>>>>> = {
  slack: { url: true },
  discord: { url: true },
  pagerduty: { routing_key: true, url: false },
  email: { smtp_url: false },
  webhook: { url: true, signing_key: true },
  web_push: {},
};

/** A channel as it is typed. Empty secrets stay as they are. */
export interface ChannelDraft {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly enabled: boolean;
  readonly secrets: Readonly<Record<SecretName, string>>;
  /** Addresses, with commas or lines between them. */
  readonly to: string;
  readonly from: string;
  readonly minSeverity: Severity;
  readonly matchers: readonly Matcher[];
  readonly sendResolved: boolean;
  /** Seconds. */
  readonly groupWindow: string;
  readonly maxPerMinute: string;
  /** Minutes; empty for never. */
  readonly repeatMinutes: string;
  readonly quiet: QuietHours | null;
}

const noSecrets = { url: '', signing_key: '', routing_key: '', smtp_url: '' } as const;

export const newChannel: ChannelDraft = {
  name: '',
  kind: 'slack',
  enabled: true,
  secrets: noSecrets,
  to: '',
  from: '',
  minSeverity: 'info',
  matchers: [],
  sendResolved: true,
  groupWindow: '10',
  maxPerMinute: '20',
  repeatMinutes: '',
  quiet: null,
};

export const newQuietHours = (timeZone: string): QuietHours => ({
  days: [...days],
  from: '22:00',
  to: '07:00',
  time_zone: timeZone,
  passes: 'critical',
  held: 'summary',
});

/** What stands in the form of a channel. */
export function channelDraftOf(channel: NotificationChannel): ChannelDraft {
  const { name, kind, enabled, repeat_every } = channel;
  return {
    name,
    kind,
    enabled,
    secrets: noSecrets,
    to: channel.to.join(', '),
    from: channel.from ?? '',
    minSeverity: channel.min_severity,
    matchers: channel.matchers.map(({ label, op, value }) => ({ name: label, op, value })),
    sendResolved: channel.send_resolved,
    groupWindow: String(channel.group_window),
    maxPerMinute: String(channel.max_per_minute),
    repeatMinutes: repeat_every === null ? '' : String(repeat_every / 60),
    quiet: channel.quiet_hours,
  };
}

/** A draft of another kind, with what is usual for it. */
export const withKind = (draft: ChannelDraft, kind: ChannelKind): ChannelDraft => ({
  ...draft,
  kind,
  minSeverity: kind === 'pagerduty' ? 'critical' : 'info',
  sendResolved: kind !== 'webhook',
});

/** What the hub is sent of a draft. What is no number it refuses, and says so. */
export function channelBody(draft: ChannelDraft): ChannelBody {
  const { kind, secrets } = draft;
  const given = secretNames.filter((name) => name in secretsOf[kind] && secrets[name].trim() !== '');
  const repeat = draft.repeatMinutes.trim();
  return {
    kind,
    enabled: draft.enabled,
    ...Object.fromEntries(given.map((name) => [name, secrets[name].trim()])),
    ...(kind === 'email' ? { to: addresses(draft.to), from: draft.from.trim() || null } : {}),
    min_severity: draft.minSeverity,
    matchers: draft.matchers.map(({ name, op, value }) => ({ label: name.trim(), op, value })),
    ...(kind === 'webhook' && !draft.sendResolved ? {} : { send_resolved: draft.sendResolved }),
    group_window: Number(draft.groupWindow),
    max_per_minute: Number(draft.maxPerMinute),
    repeat_every: repeat === '' ? null : Math.round(Number(repeat) * 60),
    quiet_hours: draft.quiet,
  };
}

const addresses = (text: string) => text.split(/[\s,;]+/).filter((one) => one !== '');
