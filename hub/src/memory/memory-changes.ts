import { Attr, memoryOperations, type Operation } from '@observatory/shim/conventions';
import type { Attributes, AttributeValue } from '../otlp/records.ts';
import { boundedName } from '../store/bounds.ts';
import { isTooDeep } from '../store/json-depth.ts';
import { DEFAULT_STORE, MAX_MEMORY_BYTES, MAX_MEMORY_RECORDS, type MemoryChange } from './memory-record.ts';

export type MemoryOperation = (typeof memoryOperations)[number];

export function isMemoryOperation(operation: Operation | 'step' | null): operation is MemoryOperation {
  return (memoryOperations as readonly (string | null)[]).includes(operation);
}

/** A memory span that ended well, and whose memory it is. */
export interface MemorySpan {
  readonly operation: MemoryOperation;
  readonly agent: string;
  readonly executionId: string | null;
  readonly endUs: number;
  readonly attributes: Attributes;
}

/**
 * What a memory span says of records (GenAI conventions, "Memory"): by `gen_ai.memory.record.id`, and by
 * `gen_ai.memory.records`, which is content and there only where the service records it. Nothing where it names no record.
 */
export function memoryChanges({
  operation,
  agent,
  executionId,
  endUs,
  attributes,
}: MemorySpan): MemoryChange[] {
  const store = textOf(attributes[Attr.memoryStoreId]) ?? DEFAULT_STORE;
  const isDeleted = operation === 'delete_memory' || operation === 'delete_memory_store';
  const base = {
    agent: boundedName(agent),
    store: boundedName(store),
    executionId,
    timeUs: endUs,
    isDeleted,
    isSeen: operation === 'search_memory',
  };
  if (operation === 'create_memory_store') return [];
  if (operation === 'delete_memory_store') return [{ ...base, record: '' }];
  const id = textOf(attributes[Attr.memoryRecordId]);
  const records = recordsOf(attributes[Attr.memoryRecords]);
  const changes = records.flatMap((record): MemoryChange[] => {
    const record_id = textOf(record.id as AttributeValue) ?? (records.length === 1 ? id : null);
    if (record_id === null) return [];
    const told = isDeleted ? {} : { ...contentOf(record.content), ...metadataOf(record.metadata) };
    return [{ ...base, record: boundedName(record_id), ...told }];
  });
  if (id !== null && !changes.some(({ record }) => record === boundedName(id)))
    changes.push({ ...base, record: boundedName(id) });
  // Without any record a deletion is of all in its store (the convention's own words on the record's id).
  if (changes.length === 0 && operation === 'delete_memory' && attributes[Attr.memoryStoreId] !== undefined)
    return [{ ...base, record: '' }];
  return changes;
}

function textOf(value: AttributeValue | undefined): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The records that an attribute holds, as JSON text or as a list; none where it is neither (cut off, say). */
function recordsOf(value: AttributeValue | undefined): Fields[] {
  let records: unknown = value;
  if (typeof value === 'string') {
    try {
      records = JSON.parse(value);
    } catch {
      return [];
    }
  }
  if (isFields(records)) records = [records];
  return Array.isArray(records) ? records.filter(isFields).slice(0, MAX_MEMORY_RECORDS) : [];
}

function contentOf(content: unknown): { content?: unknown } {
  return content === undefined || !isSmall(content) ? {} : { content };
}

function metadataOf(metadata: unknown): { metadata?: Fields } {
  return isFields(metadata) && isSmall(metadata) ? { metadata } : {};
}

function isSmall(value: unknown): boolean {
  return !isTooDeep(value) && Buffer.byteLength(JSON.stringify(value)) <= MAX_MEMORY_BYTES;
}
