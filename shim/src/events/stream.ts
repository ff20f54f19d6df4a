import { currentConfig } from '../config/current-config.ts';
import { withinDeadline } from '../setup/deadline.ts';
import { guarded } from '../setup/guard.ts';
import { sayOnce } from '../setup/say.ts';
import { observeStreamDrops } from './drop-tally.ts';
import { onSettled } from './outlet.ts';
import type { EventSource } from './streamed-event.ts';
import { StreamedEvent } from './streamed-event.ts';
import type { Subscription, SubscriptionStats } from './subscription.ts';
import { TooManySubscriptions } from './too-many-subscriptions.ts';

const subscriptions = new Map<string, Subscription>();
let count = 0;
let isWatchingEnd = false;

/** Whether anyone in this process listens to events. */
export function hasSubscribers(): boolean {
  return subscriptions.size > 0;
}

/** Puts an event into the queue of each subscriber that wants it; none runs before the caller is done. */
export function publish(source: EventSource): void {
  guarded('streaming an event', () => {
    const event = new StreamedEvent(source);
    for (const subscription of subscriptions.values()) subscription.accept(event);
  });
}

/** Opens a subscription and gives its id. Throws `TooManySubscriptions`. */
export function open(make: (id: string) => Subscription): string {
  const { enabled, maxSubscriptions } = currentConfig().streaming;
  if (subscriptions.size >= maxSubscriptions) throw new TooManySubscriptions(maxSubscriptions);
  if (!enabled)
    sayOnce('a subscription to events gets none: OTEL_STREAMING_ENABLED or OTEL_ENABLED is false');
  count += 1;
  const id = `subscription-${count}`;
  subscriptions.set(id, make(id));
  guarded('counting dropped events', observeStreamDrops);
  if (!isWatchingEnd) {
    isWatchingEnd = true;
    // Timers of the stream do not keep the process, so what they wait for goes out before it ends.
    process.on('beforeExit', flushSubscriptions);
  }
  return id;
}

/** Ends a subscription; false where there is none of this id. */
export function close(id: string): boolean {
  const subscription = subscriptions.get(id);
  subscriptions.delete(id);
  subscription?.close();
  return subscription !== undefined;
}

export function statsOf(id: string): SubscriptionStats | undefined {
  return subscriptions.get(id)?.stats;
}

/** Hands out what waits, windows that are open included, for at most `OBSERVATORY_FLUSH_TIMEOUT`. */
export async function flushStream(): Promise<void> {
  if (isIdle()) return;
  let stop = () => {};
  const idle = new Promise<void>((resolve) => {
    stop = onSettled(() => {
      if (isIdle()) resolve();
    });
  });
  flushSubscriptions();
  await withinDeadline(idle, currentConfig().flushTimeoutMs);
  stop();
}

function flushSubscriptions(): void {
  for (const subscription of subscriptions.values()) subscription.flush();
}

function isIdle(): boolean {
  for (const { isIdle } of subscriptions.values()) if (!isIdle) return false;
  return true;
}
