import { noteFull, type Signal, tallyOf } from './delivery.ts';

/**
 * Lets at most `maxQueueSize` records wait and counts what comes beyond. The SDK's batch processors drop
 * silently; this asks before they have to.
 */
export function acceptRecord(signal: Signal, maxQueueSize: number): boolean {
  const tally = tallyOf(signal);
  if (tally.accepted - tally.settled >= maxQueueSize) {
    noteFull(signal, maxQueueSize);
    return false;
  }
  tally.accepted += 1;
  return true;
}
