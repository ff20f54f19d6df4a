import type { Matcher } from './matchers.ts';
import type { QuietHours } from './quiet-hours.ts';

export const channelKinds = ['slack', 'discord', 'pagerduty', 'email', 'webhook', 'web_push'] as const;
export type ChannelKind = (typeof channelKinds)[number];

export const alertSeverities = ['info', 'warning', 'critical'] as const;
export type AlertSeverity = (typeof alertSeverities)[number];

/** Which alerts a channel is told of, and how often; no secret. Kept as JSON in the form of the API. */
export interface ChannelConfig {
  readonly min_severity: AlertSeverity;
  /** All of them must hold. */
  readonly matchers: readonly Matcher[];
  readonly send_resolved: boolean;
  readonly quiet_hours: QuietHours | null;
  /** Seconds after which an alert that still fires, and that nobody acknowledged, is told again. */
  readonly repeat_every: number | null;
  /** Seconds that alerts are gathered before a message goes out. */
  readonly group_window: number;
  /** Messages. */
  readonly max_per_minute: number;
  /** Of e-mail. */
  readonly to: readonly string[];
  readonly from: string | null;
}

/** What only the hub knows of a channel: it is never shown. */
export interface ChannelSecrets {
  readonly url?: string;
  /** Of a webhook: the key of its signature. */
  readonly signing_key?: string;
  /** Of PagerDuty. */
  readonly routing_key?: string;
  readonly smtp_url?: string;
}

export interface Channel {
  readonly project: string;
  readonly name: string;
  readonly kind: ChannelKind;
  readonly fromSetting: boolean;
  readonly enabled: boolean;
  readonly config: ChannelConfig;
}

/** What a channel of a kind is like where nothing else is said. */
export function defaultConfig(kind: ChannelKind): ChannelConfig {
  return {
    // PagerDuty wakes people.
    min_severity: kind === 'pagerduty' ? 'critical' : 'info',
    matchers: [],
    // The payload of a webhook does not tell a resolution from an alert.
    send_resolved: kind !== 'webhook',
    quiet_hours: null,
    repeat_every: null,
    group_window: 10,
    max_per_minute: 20,
    to: [],
    from: null,
  };
}

/** Rank of a severity; one of other rules counts as info. */
export function severityRank(severity: string): number {
  return Math.max(0, alertSeverities.indexOf(severity as AlertSeverity));
}
