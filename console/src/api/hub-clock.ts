/**
 * Time as the hub sees it, so that running durations are right on a machine whose clock is off.
 * Offsets of up to two seconds are ignored: the Date header has whole seconds only.
 */
let offsetMs = 0;

/** Learns the hub's time from the Date header of an answer. */
export function observeHubTime(dateHeader: string | null, receivedAt: number): void {
  const hubTime = dateHeader === null ? Number.NaN : Date.parse(dateHeader);
  if (Number.isNaN(hubTime)) return;
  const difference = hubTime - receivedAt;
  offsetMs = Math.abs(difference) > 2_000 ? difference : 0;
}

/** Now, in milliseconds since the epoch, by the hub's clock. */
export function hubNow(): number {
  return Date.now() + offsetMs;
}
