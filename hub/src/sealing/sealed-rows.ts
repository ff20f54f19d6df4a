import type { Attributes, AttributeValue } from '../otlp/records.ts';
import { isSealed, type Place } from './envelope.ts';
import { isPlain, SEALED_ATTRIBUTE } from './plain-attributes.ts';
import { SealedValue, type Sealing } from './sealing.ts';

/**
 * How a column holds what is sealed: a text as an envelope; any JSON as a JSON string that is one; an object of attributes
 * with those that stay plain, and one that is the envelope of the others; an object with one member that is one.
 */
type Form = 'text' | 'json' | 'attributes' | 'errorMessage' | 'message';

interface SealedColumn {
  readonly form: Form;
  /** What stands for a value that does not open. */
  readonly instead?: (message: string) => unknown;
}

const text: SealedColumn = { form: 'text' };
const attributes: SealedColumn = { form: 'attributes' };

/** All that is sealed, by table and column: docs/encryption.md says the same in words. */
export const sealedTables = {
  spans: {
    status_message: text,
    facts: { form: 'errorMessage' },
    attributes,
    events: {
      form: 'json',
      instead: (message) => [{ name: 'sealed', timeUs: 0, attributes: { [SEALED_ATTRIBUTE]: message } }],
    },
    links: { form: 'json', instead: () => [] },
  },
  observability_events: { message: text, attributes },
  logs: { body: text, attributes },
  agent_executions: { error_message: text, error_cause: { form: 'message' } },
  execution_snapshots: {
    state: { form: 'text', instead: (message) => JSON.stringify(message) },
    difference: { form: 'text', instead: () => null },
  },
  // Of a record's metadata the ids of users stay, by which erasure finds it.
  agent_memory: { content: { form: 'json' }, metadata: attributes },
} as const satisfies Readonly<Record<string, Readonly<Record<string, SealedColumn>>>>;

export type SealedTable = keyof typeof sealedTables;

/** Which row: `key` is what readers know of its key, ids in hex. */
export interface RowPlace {
  readonly table: SealedTable;
  readonly project: string;
  readonly key: string;
}

const columnsOf: Readonly<Record<string, readonly (readonly [string, SealedColumn])[]>> = Object.fromEntries(
  Object.entries(sealedTables).map(([table, columns]) => [table, Object.entries(columns)]),
);

/** The row as it is stored: what is sealed of it in envelopes, and under which key in `sealed_by`. */
export function sealRow<T extends object>(
  sealing: Sealing,
  place: RowPlace,
  row: T,
): T & { sealed_by?: string | null } {
  if (sealing.keyId === null) return row;
  const sealed: Record<string, unknown> = { ...row, sealed_by: sealing.keyId };
  for (const [name, column] of columnsOf[place.table] ?? []) {
    const value = sealed[name];
    if (value !== undefined && value !== null)
      sealed[name] = sealValue(sealing, placeOf(place, name), column.form, value);
  }
  return sealed as T & { sealed_by?: string | null };
}

/**
 * A row that was read, with what was sealed of its columns as it was before. What does not open (its key is gone, or it was
 * changed) says so in its place; with `strictly` it throws SealedValue.
 */
export function openRow<T extends object>(sealing: Sealing, place: RowPlace, row: T, strictly = false): T {
  let opened: Record<string, unknown> | undefined;
  for (const [name, { form, instead }] of columnsOf[place.table] ?? []) {
    const value = (row as Record<string, unknown>)[name];
    if (value === undefined || value === null || !holdsSealed(form, value)) continue;
    opened ??= { ...row } as Record<string, unknown>;
    try {
      opened[name] = openValue(sealing, placeOf(place, name), form, value);
    } catch (error) {
      if (strictly || !(error instanceof SealedValue)) throw error;
      opened[name] = instead ? instead(error.message) : unreadable(form, value, error.message);
    }
  }
  return (opened ?? row) as T;
}

function placeOf({ table, project, key }: RowPlace, column: string): Place {
  return { column: `${table}.${column}`, project, key };
}

function sealValue(sealing: Sealing, place: Place, form: Form, value: unknown): unknown {
  switch (form) {
    case 'text':
      return value === '' ? value : sealing.seal(String(value), place);
    case 'json':
      return sealing.seal(JSON.stringify(value), place);
    case 'attributes':
      return sealAttributes(sealing, place, value as Attributes);
    default: {
      const { [form]: message, ...rest } = value as Record<string, unknown>;
      return typeof message === 'string' && message !== ''
        ? { ...rest, [form]: sealing.seal(message, place) }
        : value;
    }
  }
}

function sealAttributes(sealing: Sealing, place: Place, given: Attributes): Attributes {
  const plain: Record<string, AttributeValue> = {};
  // Without a prototype: an attribute may be called __proto__.
  const others: Record<string, AttributeValue> = Object.create(null);
  let hasOthers = false;
  for (const name in given) {
    const value = given[name];
    if (value === undefined) continue;
    if (isPlain(name, value)) plain[name] = value;
    else {
      others[name] = value;
      hasOthers = true;
    }
  }
  if (!hasOthers) return given;
  plain[SEALED_ATTRIBUTE] = sealing.seal(JSON.stringify(others), place);
  return plain;
}

function holdsSealed(form: Form, value: unknown): boolean {
  switch (form) {
    case 'text':
    case 'json':
      return isSealed(value);
    case 'attributes':
      return isSealed((value as Attributes)[SEALED_ATTRIBUTE]);
    default:
      return isSealed((value as Record<string, unknown>)[form]);
  }
}

function openValue(sealing: Sealing, place: Place, form: Form, value: unknown): unknown {
  switch (form) {
    case 'text':
      return sealing.open(String(value), place);
    case 'json':
      return JSON.parse(sealing.open(String(value), place));
    case 'attributes': {
      const { [SEALED_ATTRIBUTE]: envelope, ...plain } = value as Attributes;
      return { ...plain, ...JSON.parse(sealing.open(String(envelope), place)) };
    }
    default: {
      const { [form]: envelope, ...rest } = value as Record<string, unknown>;
      return { ...rest, [form]: sealing.open(String(envelope), place) };
    }
  }
}

function unreadable(form: Form, value: unknown, message: string): unknown {
  if (form === 'text' || form === 'json') return message;
  return { ...(value as object), [form === 'attributes' ? SEALED_ATTRIBUTE : form]: message };
}
