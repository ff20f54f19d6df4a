import type { NoticeAlert } from './notice.ts';

export const deliveryStates = ['pending', 'retrying', 'sent', 'dead', 'dropped'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** One attempt to send, as it is kept. */
export interface Attempt {
  /** ISO 8601. */
  readonly at: string;
  readonly status: number | null;
  readonly reason: string;
}

/** A delivery that waits to be sent. */
export interface Waiting {
  readonly id: string;
  readonly transition: string;
  readonly severity: string;
  readonly alert: NoticeAlert;
  readonly message_id: string | null;
  readonly message_key: string | null;
  readonly held: boolean;
  readonly attempts: number;
  /** Milliseconds since the epoch; null before the first attempt. */
  readonly tried_since_ms: number | null;
  readonly told: readonly string[];
}
