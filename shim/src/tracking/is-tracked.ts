import { currentConfig } from '../config/current-config.ts';
import { hasSubscribers } from '../events/stream.ts';
import { isListening } from '../setup/tracing-api.ts';

/** Whether tracking is on and anyone would see it. */
export function isTracked(): boolean {
  return currentConfig().agent.tracking && (isListening() || hasSubscribers());
}
