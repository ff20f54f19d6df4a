/** What waits to be handed to a callback. */
export interface Delivery {
  /** Hands over one portion; asks for another turn by `requestTurn` where more is due. */
  deliver(): void;
}

/** How long callbacks may run before the event loop has its turn. A single callback cannot be cut short. */
const TURN_MS = 4;

const due = new Set<Delivery>();
let isScheduled = false;

/** Has this delivery run soon, out of the stack of the caller, and in turns with all others. */
export function requestTurn(delivery: Delivery): void {
  due.add(delivery);
  if (isScheduled) return;
  isScheduled = true;
  setImmediate(runTurns);
}

export function cancelTurn(delivery: Delivery): void {
  due.delete(delivery);
}

function runTurns(): void {
  isScheduled = false;
  const until = performance.now() + TURN_MS;
  for (const delivery of due) {
    // One that asks again comes last, so that each gets as much as the others.
    due.delete(delivery);
    delivery.deliver();
    if (performance.now() >= until) break;
  }
  const [next] = due;
  if (next !== undefined) requestTurn(next);
}
