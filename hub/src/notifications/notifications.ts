import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { FIRST_PROJECT } from '../access/principal.ts';
import { createOutbound, type Outbound } from '../outbound/outbound.ts';
import type { AlertingSettings } from '../settings/alerting.ts';
import type { Database } from '../store/database.ts';
import { RETENTION_NOW } from '../store/retention-clock.ts';
import { defaultConfig } from './channel.ts';
import { Channels } from './channels.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import { DeliveryWorker, defaultRetryTimes, type RetryTimes } from './delivery-worker.ts';
import { notificationMetrics } from './notification-metrics.ts';
import { PushSubscriptions } from './push-subscriptions.ts';
import { noticeQueue, type QueueNotices } from './queue-notices.ts';
import type { SendOptions } from './send-message.ts';
import { settingChannel } from './setting-channel.ts';

/** Times that tests shorten. */
export interface NotificationTimes {
  readonly everyMs: number;
  readonly timeoutMs: number;
  readonly leaseMs: number;
  readonly retry: RetryTimes;
}

const notificationTimes: NotificationTimes = {
  everyMs: 1000,
  timeoutMs: 10_000,
  leaseMs: 60_000,
  retry: defaultRetryTimes,
};

export interface NotificationsOptions {
  readonly database: Database;
  readonly registry: Registry;
  readonly log: Logger;
  readonly alerting: Pick<
    AlertingSettings,
    'isOn' | 'allowPrivateTargets' | 'webhookUrl' | 'webhookSecret' | 'smtpUrl'
  >;
  /** OBSERVATORY_PUBLIC_URL. */
  readonly publicUrl: string | null;
  readonly hasAlertmanager: boolean;
  readonly retentionDays: number;
  readonly times?: Partial<NotificationTimes> | undefined;
}

/** Whom the hub tells. */
export interface Notifications {
  readonly queueNotices: QueueNotices;
  readonly channels: Channels;
  readonly subscriptions: PushSubscriptions;
  readonly send: SendOptions;
  /** Sends what is due now, without waiting for the next look. */
  readonly wake: () => void;
  readonly start: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const HOUR_MS = 3_600_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/** Makes whom the hub tells and how; nothing is sent before `start`. */
export function makeNotifications(options: NotificationsOptions): Notifications {
  const { database, registry, log, alerting, publicUrl, hasAlertmanager, retentionDays } = options;
  const times = { ...notificationTimes, ...options.times };
  // Without a key of the hub they are stored as they are.
  const keeper = database.sealing;
  const pool = database.workPool;
  const setting = settingChannel(alerting.webhookUrl, alerting.webhookSecret);
  const channels = new Channels(pool, keeper, setting);
  const subscriptions = new PushSubscriptions(pool, keeper);
  const outboundTo = (allow: readonly string[]): Outbound =>
    createOutbound({ allow, timeoutMs: times.timeoutMs, maxBytes: MAX_ANSWER_BYTES });
  const send: SendOptions = {
    outbound: outboundTo(alerting.allowPrivateTargets),
    settingOutbound: outboundTo([...alerting.allowPrivateTargets, ...ownTarget(alerting.webhookUrl)]),
    subscriptions,
    pages: { hub: publicUrl },
    smtpUrl: alerting.smtpUrl,
    timeoutMs: times.timeoutMs,
  };
  const onError = (error: Error) => log.warn({ err: error }, 'sending notices waits for the database');
  const onOutcome = notificationMetrics(registry);
  const worker = new DeliveryWorker({
    queue: new DeliveryQueue({ pool, channels, owner: randomUUID(), leaseMs: times.leaseMs }),
    send,
    retry: times.retry,
    everyMs: times.everyMs,
    onOutcome,
    onError,
  });
  const forgetOld = () =>
    pool
      .query(
        `DELETE FROM notification_deliveries WHERE updated_at < ${RETENTION_NOW} - $1 * interval '1 day'
         AND state NOT IN ('pending', 'retrying')`,
        [retentionDays],
      )
      .catch(onError);
  let timer: NodeJS.Timeout | undefined;
  return {
    queueNotices: noticeQueue({
      isOn: alerting.isOn,
      hasAlertmanager,
      onDropped: (kind, count) => onOutcome(kind, 'dropped', count),
    }),
    channels,
    subscriptions,
    send,
    wake: () => worker.wake(),
    async start() {
      await channels.applySetting(FIRST_PROJECT, setting === null ? null : defaultConfig(setting.kind));
      if (!alerting.isOn) return;
      worker.start();
      timer = setInterval(() => void forgetOld(), HOUR_MS);
      timer.unref();
    },
    async close() {
      clearInterval(timer);
      await worker.close();
    },
  };
}

/** Where WEBHOOK_URL leads is the operator's choice: it may be asked wherever it is. */
function ownTarget(webhookUrl: string | null): string[] {
  if (webhookUrl === null) return [];
  const url = new URL(webhookUrl);
  return [`${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`];
}
