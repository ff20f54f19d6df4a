import { readAlertId } from '../alerts/alert-id.ts';
import type { AlertPlace } from '../alerts/read-alerts.ts';
import type { Alert } from '../api/schemas/alerts.ts';
import type { EventSink } from './event-sink.ts';
import type { LiveEvent } from './live-event.ts';
import type { SharedFrames } from './shared-frames.ts';
import type { SocketSubscription } from './socket-subscription.ts';

/** Reads occurrences of alerts as they are now, by their ids. It asks until there is an answer, or `closed`. */
export type ReadAlerts = (
  places: readonly AlertPlace[],
  closed: AbortSignal,
) => Promise<ReadonlyMap<string, Alert>>;

/**
 * Alerts that began or changed, of the events that tell so: to be given to `subscribe` with a filter for these. While
 * alerts are read nothing more is taken, so that no more than a slice waits in memory.
 */
export class AlertFeed implements EventSink {
  readonly #subscription: SocketSubscription;
  readonly #read: ReadAlerts;
  #reading: Promise<void> | null = null;

  constructor(subscription: SocketSubscription, read: ReadAlerts) {
    this.#subscription = subscription;
    this.#read = read;
  }

  get closed(): AbortSignal {
    return this.#subscription.closed;
  }

  get isBehind(): boolean {
    return this.#reading !== null || this.#subscription.isBehind;
  }

  async caughtUp(): Promise<void> {
    await this.#reading;
    await this.#subscription.caughtUp();
  }

  begin(cursor: number): void {
    this.#subscription.begin(cursor);
  }

  missed(...of: Parameters<EventSink['missed']>): void {
    this.#subscription.missed(...of);
  }

  beat(cursor: number): void {
    if (this.#reading === null) this.#subscription.beat(cursor);
  }

  send({ events }: SharedFrames): void {
    const before = this.#reading;
    const reading = (async () => {
      await before;
      await this.#tell(events);
    })()
      // Only what is closed gives up.
      .catch(() => {})
      .finally(() => {
        if (this.#reading === reading) this.#reading = null;
      });
    this.#reading = reading;
  }

  async #tell(events: readonly LiveEvent[]): Promise<void> {
    const idOf = ({ row }: LiveEvent) => String(row.attributes['alert.id']);
    const places = [...new Set(events.map(idOf))].flatMap((id) => readAlertId(id) ?? []);
    const alerts = await this.#read(places, this.closed);
    for (const event of events) {
      const alert = alerts.get(idOf(event));
      // Retention, or an erasure, may have taken it.
      if (alert === undefined) continue;
      const change = event.row.attributes['alert.status'];
      this.#subscription.at({ type: 'alert', change, alert }, event.cursor);
    }
  }
}
