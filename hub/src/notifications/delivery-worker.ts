import { randomUUID } from 'node:crypto';
import { inJob } from '../self/watch.ts';
import { severityRank } from './channel.ts';
import type { OpenChannel } from './channels.ts';
import type { Waiting } from './delivery.ts';
import type { Claim, DeliveryQueue } from './delivery-queue.ts';
import { type Group, groupDeliveries } from './group-deliveries.ts';
import type { Message } from './message.ts';
import { quietUntil } from './quiet-hours.ts';
import { type SendOptions, type Sent, sendMessage } from './send-message.ts';

/** When a message that failed goes out again, and when it is given up. */
export interface RetryTimes {
  readonly firstMs: number;
  readonly mostMs: number;
  readonly attempts: number;
  readonly withinMs: number;
}

export const defaultRetryTimes: RetryTimes = {
  firstMs: 20_000,
  mostMs: 3_600_000,
  attempts: 10,
  withinMs: 6 * 3_600_000,
};

export interface DeliveryWorkerOptions {
  readonly queue: DeliveryQueue;
  readonly send: SendOptions;
  readonly retry: RetryTimes;
  /** How often it looks for what is due. */
  readonly everyMs: number;
  readonly onOutcome: (kind: string, outcome: 'sent' | 'retried' | 'dead' | 'dropped', count: number) => void;
  readonly onError: (error: Error) => void;
}

/** Channels that one hub sends for at the same time. */
const AT_ONCE = 8;
/** Messages of a channel in one turn, so that another hub may go on. */
const MOST_A_TURN = 20;

/** Sends what is due, at most one message at a time for each channel whatever the number of hubs. */
export class DeliveryWorker {
  readonly #options: DeliveryWorkerOptions;
  readonly #active = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | null = null;
  #isClosed = false;

  constructor(options: DeliveryWorkerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), this.#options.everyMs);
    this.wake();
  }

  /** Looks for what is due now. */
  wake(): void {
    if (this.#isClosed || this.#looking !== null) return;
    this.#looking = this.#look()
      .catch((error: Error) => this.#options.onError(error))
      .finally(() => {
        this.#looking = null;
      });
  }

  /** Waits for the messages that are on their way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#looking;
    await Promise.all(this.#active);
  }

  async #look(): Promise<void> {
    while (!this.#isClosed && this.#active.size < AT_ONCE) {
      const claim = await this.#options.queue.claim();
      if (claim === null) return;
      const turn = inJob('notifications', () => this.#turn(claim))
        .catch((error: Error) => this.#options.onError(error))
        .finally(() => {
          this.#active.delete(turn);
          this.wake();
        });
      this.#active.add(turn);
    }
  }

  async #turn({ channel, budget }: Claim): Promise<void> {
    const { queue } = this.#options;
    try {
      const waiting = await this.#afterQuiet(channel, await queue.waiting(channel));
      const groups = groupDeliveries(channel.kind, waiting);
      const most = Math.max(0, Math.min(budget, MOST_A_TURN));
      for (const group of groups.slice(0, most)) {
        if (this.#isClosed || !(await queue.renew(channel))) return;
        await this.#tell(channel, group);
      }
      if (budget <= MOST_A_TURN) {
        const late = groups.slice(most).flatMap(({ deliveries }) => idsOf(deliveries));
        if (late.length > 0) await queue.putOff(late);
      }
    } finally {
      await queue.release(channel);
    }
  }

  /** What may be told in spite of quiet hours; the rest is held, or dropped. */
  async #afterQuiet({ kind, config }: OpenChannel, waiting: readonly Waiting[]): Promise<readonly Waiting[]> {
    const quiet = config.quiet_hours;
    const untilMs = quiet === null ? null : quietUntil(quiet, Date.now());
    if (quiet === null || untilMs === null) return waiting;
    // That an incident is over or taken up makes nothing ring.
    const passes = ({ severity, alert }: Waiting) =>
      (kind === 'pagerduty' && alert.status !== 'firing') ||
      (quiet.passes !== null && severityRank(severity) >= severityRank(quiet.passes));
    const held = waiting.filter((one) => !passes(one));
    if (quiet.held === 'summary') await this.#options.queue.hold(idsOf(held), untilMs);
    else if (held.length > 0) {
      await this.#options.queue.drop(idsOf(held), 'quiet hours');
      this.#options.onOutcome(kind, 'dropped', held.length);
    }
    return waiting.filter(passes);
  }

  async #tell(channel: OpenChannel, group: Group): Promise<void> {
    const { queue, send, retry, onOutcome } = this.#options;
    const { deliveries } = group;
    const [first] = deliveries;
    const ids = idsOf(deliveries);
    const id = group.messageId ?? randomUUID();
    const incident = channel.kind === 'pagerduty' ? await this.#incident(channel, group, id) : null;
    await queue.begin(ids, id, incident?.key ?? null);
    const message: Message = { id, kind: group.isSummary ? 'summary' : 'alerts', alerts: latest(deliveries) };
    const sent: Sent = incident?.isOpen
      ? {
          result: 'sent',
          status: null,
          reason: 'Others of the incident still fire.',
          retryAfterMs: null,
          told: [],
        }
      : await sendMessage(channel, message, { key: incident?.key ?? first.alert.id, told: first.told }, send);
    const attempts = Math.max(...deliveries.map((one) => one.attempts)) + 1;
    const sinceMs = Math.min(...deliveries.map((one) => one.tried_since_ms ?? Date.now()));
    const waitMs = sent.retryAfterMs ?? backOff(retry, attempts);
    const isOver = attempts >= retry.attempts || Date.now() + waitMs - sinceMs > retry.withinMs;
    const state = sent.result === 'retry' ? (isOver ? 'dead' : 'retrying') : sent.result;
    await queue.finish(channel, ids, state, sent, waitMs);
    onOutcome(channel.kind, state === 'retrying' ? 'retried' : state, 1);
  }

  /** What PagerDuty knows the alerts of a message by: each by itself, those of a storm by the message. */
  async #incident(
    channel: OpenChannel,
    { deliveries: [first, ...others] }: Group,
    id: string,
  ): Promise<{ key: string; isOpen: boolean }> {
    const { alert, message_key: known } = first;
    const key = known ?? `${channel.project}/${others.length > 0 ? id : alert.id}`.slice(-255);
    const isOpen = alert.status === 'resolved' && (await this.#options.queue.isOpen(channel, key));
    return { key, isOpen };
  }
}

function idsOf(deliveries: readonly Waiting[]): string[] {
  return deliveries.map(({ id }) => id);
}

/** Each alert once, as it was last. */
function latest([first, ...others]: Group['deliveries']): Message['alerts'] {
  const alerts = new Map([first, ...others].map(({ alert }) => [alert.id, alert]));
  const [one = first.alert, ...rest] = alerts.values();
  return [one, ...rest];
}

/** Twice as long each time, with up to half of it by chance, so that messages which failed together do not return together. */
function backOff({ firstMs, mostMs }: RetryTimes, attempts: number): number {
  return Math.min(mostMs, firstMs * 2 ** (attempts - 1)) * (0.5 + Math.random() / 2);
}
