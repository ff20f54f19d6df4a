import { Attr } from '@observatory/shim/conventions';
import type { Attributes, AttributeValue, Source } from './records.ts';

export type MutableAttributes = Record<string, AttributeValue>;

/** Sets an attribute; of equal keys the last one wins. A key such as `__proto__` is a key like any other. */
export function setAttribute(into: MutableAttributes, key: string, value: AttributeValue): void {
  if (key === '__proto__') {
    Object.defineProperty(into, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    into[key] = value;
  }
}

/** JSON has no NaN and no infinities: they are kept as their names. */
export function storableNumber(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/** PostgreSQL takes no NUL in a text, and no half of a surrogate pair. */
export function storableText(text: string): string {
  return (text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text).toWellFormed();
}

export function sourceOf(resource: Attributes, scopeName: string, scopeVersion: string): Source {
  const service = resource[Attr.serviceName];
  return {
    // The name that the resource conventions give to a service without one.
    service: typeof service === 'string' && service !== '' ? service : 'unknown_service',
    resource,
    scopeName,
    scopeVersion,
  };
}
