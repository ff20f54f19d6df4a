import { type DialectFact, dialectFacts, type FactSource } from '@observatory/shim/conventions';
import type { Attributes, AttributeValue } from '../otlp/records.ts';
import { sourcesOf } from './sources.ts';

/** Longer JSON text is not parsed: what we look for in it is small, and ingest must not wait for it. */
const MAX_JSON_LENGTH = 65_536;

/** One bit for each fact; facts that share one would only be looked for in vain. */
const bitOf = Object.fromEntries(dialectFacts.map((fact, at) => [fact, 1 << (at % 31)])) as Record<
  DialectFact,
  number
>;

/** Bits of the facts for which an attribute of that name is asked. */
const bitsOfAttribute: ReadonlyMap<string, number> = collect();

function collect(): Map<string, number> {
  const bits = new Map<string, number>();
  for (const fact of dialectFacts)
    for (const source of sourcesOf[fact]) {
      const name = typeof source === 'string' ? source : source.attribute;
      bits.set(name, (bits.get(name) ?? 0) | bitOf[fact]);
    }
  return bits;
}

/** Reads facts of one span's attributes; JSON text in them is parsed once, and only when asked for. */
export class AttributeReader {
  readonly #attributes: Attributes;
  /** Facts of which an attribute speaks: a span has ten attributes, all facts together have 170 sources. */
  readonly #told: number;
  #parsed: Map<string, unknown> | null = null;

  constructor(attributes: Attributes) {
    this.#attributes = attributes;
    let told = 0;
    for (const name in attributes) told |= bitsOfAttribute.get(name) ?? 0;
    this.#told = told;
  }

  /** Text of a fact, or a number (an id, say), by its first source that holds one; null where none does. */
  text(fact: DialectFact): string | null {
    return (this.#told & bitOf[fact]) === 0 ? null : this.textOf(sourcesOf[fact]);
  }

  /** The first source that holds text, or a number; null where none does. */
  textOf(sources: readonly FactSource[]): string | null {
    for (const source of sources) {
      const text = textOf(this.#valueAt(source));
      if (text !== null) return text;
    }
    return null;
  }

  /** The first source of a fact for which `accept` gives a value, and whether that source stands outside of its whole. */
  first<T>(fact: DialectFact, accept: (value: unknown) => T | null): Found<T> | null {
    if ((this.#told & bitOf[fact]) === 0) return null;
    for (const source of sourcesOf[fact]) {
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
