import type { Attributes } from '@opentelemetry/api';
import { payload } from '../safe/payload.ts';
import { isSecretName, REDACTED } from '../safe/redact.ts';
import { boundedName } from './bounded-name.ts';

const MAX_ATTRIBUTES = 64;

/**
 * Attributes that a caller gave, in the forms that OTLP takes: numbers and booleans as they are, texts redacted
 * and cut, lists of texts and numbers, and anything else as JSON text.
 */
export function callerAttributes(given: unknown): Attributes | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(given).slice(0, MAX_ATTRIBUTES)) {
    if (value === undefined || value === null) continue;
    attributes[boundedName(name)] = isSecretName(name) ? REDACTED : attributeOf(value);
  }
  return attributes;
}

function attributeOf(value: unknown): string | number | boolean | string[] | number[] {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value) && value.length <= MAX_ATTRIBUTES) {
    if (value.every((item) => typeof item === 'number')) return value;
    if (value.every((item) => typeof item === 'string')) return value.map((item) => payload(item).text);
  }
  return payload(value).text;
}
