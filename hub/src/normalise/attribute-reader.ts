import type { FactSource } from '@observatory/shim/conventions';
import type { Attributes, AttributeValue } from '../otlp/records.ts';

/** Longer JSON text is not parsed: what we look for in it is small, and ingest must not wait for it. */
const MAX_JSON_LENGTH = 65_536;

/** Reads facts of one span's attributes; JSON text in them is parsed once, and only when asked for. */
export class AttributeReader {
  readonly #attributes: Attributes;
  #parsed: Map<string, unknown> | null = null;

  constructor(attributes: Attributes) {
    this.#attributes = attributes;
  }

  /** The first source that holds text, or a number (an id, say); null where none does. */
  text(sources: readonly FactSource[]): string | null {
    for (const source of sources) {
      const text = textOf(this.#valueAt(source));
      if (text !== null) return text;
    }
    return null;
  }

  /** The first source for which `accept` gives a value, and whether that source stands outside of its whole. */
  first<T>(sources: readonly FactSource[], accept: (value: unknown) => T | null): Found<T> | null {
    for (const source of sources) {
      const value = accept(this.#valueAt(source));
      if (value !== null) return { value, outside: typeof source !== 'string' && source.outside === true };
    }
    return null;
  }

  #valueAt(source: FactSource): unknown {
    if (typeof source === 'string') return this.#attributes[source];
    let value: unknown = this.#attributes[source.attribute];
    if (value === undefined) return undefined;
    if (source.path || source.sum) value = this.#json(source.attribute, value);
    for (const key of source.path ?? []) value = memberOf(value, key);
    return source.sum ? sumOf(value) : value;
  }

  #json(attribute: string, value: unknown): unknown {
    if (typeof value !== 'string') return value;
    const known = this.#parsed?.get(attribute);
    if (known !== undefined) return known;
    const parsed = parse(value) ?? null;
    this.#parsed ??= new Map();
    this.#parsed.set(attribute, parsed);
    return parsed;
  }
}

export interface Found<T> {
  readonly value: T;
  readonly outside: boolean;
}

/** Text of an attribute; '' counts as not there. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : null;
}

export function textAt(attributes: Attributes, name: string): string | null {
  const value: AttributeValue | undefined = attributes[name];
  return textOf(value);
}

function parse(text: string): unknown {
  if (text.length > MAX_JSON_LENGTH) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}

function sumOf(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const amounts = Object.values(value).filter((amount): amount is number => typeof amount === 'number');
  return amounts.length === 0 ? undefined : amounts.reduce((sum, amount) => sum + amount, 0);
}
