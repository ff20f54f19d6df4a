import type { Alert } from '../hub/types.ts';

/** How many are shown at once; of more, those that the hub heard of last. */
const MOST_SHOWN = 3;

/** What is known of alerts while a page is open; `known` is null before the hub told any. */
export interface Noticed<A extends NoticedAlert = NoticedAlert> {
  readonly known: ReadonlySet<string> | null;
  /** When the hub heard of the newest of them (ms since the epoch); what is older only came into sight again. */
  readonly newestMs: number;
  /** To be shown, the newest first. */
  readonly shown: readonly A[];
}

type NoticedAlert = Pick<Alert, 'id' | 'state' | 'received_at'>;

export const nothingNoticed: Noticed<never> = { known: null, newestMs: Number.NEGATIVE_INFINITY, shown: [] };

/**
 * What is to be shown after the hub told which alerts fire: those that are new to the page and that nobody took on or
 * silenced. Those of its first answer were there before it. What is no longer active is not shown any more.
 * @param isQuiet the page shows alerts anyway: they are known then, and none is shown
 */
export function noticeAlerts<A extends NoticedAlert>(
  before: Noticed<A>,
  firing: readonly A[],
  isQuiet: boolean,
): Noticed<A> {
  const receivedMs = firing.map(({ received_at }) => Date.parse(received_at));
  const known = new Set([...(before.known ?? []), ...firing.map(({ id }) => id)]);
  const newestMs = Math.max(before.newestMs, ...receivedMs);
  if (before.known === null || isQuiet) return { known, newestMs, shown: [] };
  const active = firing.filter(({ state }) => state === 'active');
  const shownBefore = new Set(before.shown.map(({ id }) => id));
  const isNew = ({ id, received_at }: A) =>
    !before.known?.has(id) && Date.parse(received_at) >= before.newestMs;
  const shown = active
    .filter((alert) => shownBefore.has(alert.id) || isNew(alert))
    .toSorted((one, other) => Date.parse(other.received_at) - Date.parse(one.received_at))
    .slice(0, MOST_SHOWN);
  return { known, newestMs, shown };
}

/** The same after the reader, or time, closed one. */
export function closeNotice<A extends NoticedAlert>(before: Noticed<A>, id: string): Noticed<A> {
  return { ...before, shown: before.shown.filter((alert) => alert.id !== id) };
}
