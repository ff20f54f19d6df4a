/** Events that a subscriber did not get, as the hub tells it. */
export interface MissedEvents {
  /** How many; of those that retention took, at most so many, whatever the filter. */
  readonly count: number;
  /** Cursors (`lastEventId`) of the first and the last. */
  readonly from: string;
  readonly to: string;
  /** `slow`: it did not keep up. `rate_limit`: its own limit. `retention`: they are no more kept. */
  readonly reason: 'slow' | 'rate_limit' | 'retention';
}

/** What a message says of missed events; undefined where it is another one. */
export function missedIn(message: Readonly<Record<string, unknown>>): MissedEvents | undefined {
  if (message.type !== 'missed') return undefined;
  const { count, from, to, reason } = message as unknown as MissedEvents;
  return { count, from, to, reason };
}
