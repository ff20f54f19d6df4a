import { attributeAliases } from '@observatory/shim/conventions';
import type { Attributes, AttributeValue } from '../otlp/records.ts';
import { hash63 } from './hash63.ts';

/** What attributes of spans and events are called, stored once: those with a value of their own, and those that are held elsewhere. */
export interface SpanShape {
  readonly id: bigint;
  readonly keys: readonly string[];
  readonly columnKeys: readonly string[];
  readonly columns: readonly string[];
  /** Null where each span has its own. */
  readonly common: CommonColumns | null;
  /** Whether it is known to be in the store. */
  isStored: boolean;
}

/** Columns of spans that are the same in many of an agent: what ran, and what follows from it. */
interface CommonColumns {
  readonly name: string;
  readonly operation: string | null;
  readonly label: string | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly cost_source: string | null;
}

/** Attributes as a row has them: values are the JSON text of those of `shape.keys`. */
export interface ShapedAttributes {
  readonly shape: SpanShape;
  readonly values: string;
}

/** Further ones are not stored as shapes: whoever gives each span other attributes fills neither memory nor table. */
const MAX_SHAPES = { project: 2000, all: 20_000 } as const;
/** The same of shapes with common columns: whoever calls each span by another name has these in the rows. */
const MAX_COMMON = { project: 3000, all: 10_000 } as const;
const MAX_NAME_CHARACTERS = 256;
const MAX_KEYS = 128;
const MAX_KEY_CHARACTERS = 4096;

const aliases: Readonly<Record<string, string>> = attributeAliases;

/** Whether a short name has what the attribute of its full name has, which is sent beside it. */
function isSaidTwice(key: string, value: AttributeValue, attributes: Attributes): boolean {
  const name = Object.hasOwn(aliases, key) ? aliases[key] : undefined;
  return name !== undefined && typeof value === 'string' && attributes[name] === value;
}

/**
 * Puts attributes into the form in which rows have them; the SQL function observatory_attributes puts them back. The shapes
 * are those that this process has met.
 */
export class SpanShapes {
  readonly #shapes = new Map<string, Map<string, SpanShape>>();
  readonly #common = new Map<SpanShape, Map<string, SpanShape>>();
  readonly #commonOfProject = new Map<string, number>();
  #counts = { shapes: 0, common: 0 };

  /**
   * Null where the attributes are to be stored as an object. What it gives back is exactly what was given. `holderOf` says what
   * of the row holds just this value: then it is not among the values.
   */
  shape<Row>(
    project: string,
    attributes: Attributes,
    row: Row,
    holderOf: (key: string, value: AttributeValue, row: Row) => string | null,
  ): ShapedAttributes | null {
    const values: AttributeValue[] = [];
    const own: string[] = [];
    const again: string[] = [];
    // No key has a NUL in it (storableText), so that no two shapes have one signature.
    let signature = '';
    for (const key in attributes) {
      const value = attributes[key];
      if (value === undefined) continue;
      const holder = holderOf(key, value, row);
      if (holder !== null) signature += `${key}\0${holder}\0`;
      else if (isSaidTwice(key, value, attributes)) again.push(key);
      else {
        own.push(key);
        values.push(value);
        signature += `${key}\0\0`;
      }
    }
    for (const key of again) {
      const at = own.indexOf(aliases[key] ?? '');
      if (at < 0) values.push(attributes[key] ?? null);
      signature += at < 0 ? `${key}\0\0` : `${key}\0#${at}\0`;
    }
    const shape = this.#shapes.get(project)?.get(signature) ?? this.#add(project, signature);
    return shape && { shape, values: JSON.stringify(values) };
  }

  /** The shape that has these columns too; null where the row is to have them. */
  withCommon(project: string, shape: SpanShape, common: CommonColumns): SpanShape | null {
    const { name, operation, label, provider, model, cost_source } = common;
    // Nothing of it has a NUL; a text is told from nothing by what is put before it.
    let key = name;
    for (const value of [operation, label, provider, model, cost_source])
      key += value === null ? '\0' : `\0=${value}`;
    const known = this.#common.get(shape) ?? new Map<string, SpanShape>();
    const found = known.get(key);
    if (found !== undefined) return found;
    const ofProject = this.#commonOfProject.get(project) ?? 0;
    if (ofProject >= MAX_COMMON.project || this.#counts.common >= MAX_COMMON.all) return null;
    if (key.length > MAX_NAME_CHARACTERS) return null;
    const { keys, columnKeys, columns } = shape;
    const values = [name, operation, label, provider, model, cost_source];
    const added = {
      ...shape,
      common,
      id: hash63(['shape', keys, columnKeys, columns, values]),
      isStored: false,
    };
    this.#common.set(shape, known.set(key, added));
    this.#commonOfProject.set(project, ofProject + 1);
    this.#counts.common += 1;
    return added;
  }

  /** Lets each shape be stored again with the next span that has it: the database may be another one now. */
  forgetStored(): void {
    for (const known of [...this.#shapes.values(), ...this.#common.values()])
      for (const shape of known.values()) shape.isStored = false;
  }

  #add(project: string, signature: string): SpanShape | null {
    const known = this.#shapes.get(project) ?? new Map<string, SpanShape>();
    if (known.size >= MAX_SHAPES.project || this.#counts.shapes >= MAX_SHAPES.all) return null;
    if (signature.length > MAX_KEY_CHARACTERS) return null;
    const shape = shapeOf(signature);
    if (shape.keys.length + shape.columnKeys.length > MAX_KEYS) return null;
    this.#shapes.set(project, known.set(signature, shape));
    this.#counts.shapes += 1;
    return shape;
  }
}

function shapeOf(signature: string): SpanShape {
  const keys: string[] = [];
  const columnKeys: string[] = [];
  const columns: string[] = [];
  const parts = signature.split('\0');
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [key = '', holder = ''] = parts.slice(at, at + 2);
    if (holder === '') keys.push(key);
    else {
      columnKeys.push(key);
      columns.push(holder);
    }
  }
  return {
    id: hash63(['shape', keys, columnKeys, columns]),
    keys,
    columnKeys,
    columns,
    common: null,
    isStored: false,
  };
}
