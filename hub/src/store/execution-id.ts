import type { AttributeValue } from '../otlp/records.ts';

/** Hex of an execution id; null for anything else. */
export function executionIdOf(value: AttributeValue | undefined): string | null {
  return typeof value === 'string' && /^[0-9a-f]{48}$/.test(value) ? value : null;
}
