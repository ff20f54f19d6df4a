import type { Attributes } from '@opentelemetry/api';

/** Settings of a request as attributes; what is not set, or set to something odd, is left out. */
export function settingAttributes(settings: Readonly<Record<string, unknown>>): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(settings)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      attributes[name] = value;
    } else if (Array.isArray(value) && value.every((item) => typeof item === 'string')) {
      attributes[name] = value;
    }
  }
  return attributes;
}
