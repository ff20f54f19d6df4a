import { currentConfig } from '../config/current-config.ts';
import { serialise } from '../safe/serialise.ts';

/**
 * A value that a line can carry: primitives as they are, anything else without cycles, secrets and things
 * that JSON does not know.
 */
export function safeValue(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    default:
      return value === null ? null : JSON.parse(serialise(value, currentConfig().agent.maxPayloadBytes));
  }
}
