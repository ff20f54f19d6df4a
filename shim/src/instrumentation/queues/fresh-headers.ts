import { context, propagation } from '@opentelemetry/api';

const BAGGAGE = 'baggage';

/**
 * Takes out of the headers of a message what an earlier message left there. Instrumentations write the context into the
 * very object that the caller passed, and callers pass one and the same object (`{ persistent: true }`) again.
 */
export function dropStaleBaggage(headers: unknown): void {
  if (typeof headers !== 'object' || headers === null || !(BAGGAGE in headers)) return;
  const fresh: Record<string, unknown> = {};
  propagation.inject(context.active(), fresh);
  if (fresh[BAGGAGE] === undefined) delete headers[BAGGAGE];
}
