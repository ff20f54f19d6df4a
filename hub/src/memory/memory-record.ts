/** A record of an agent's memory as an operation leaves it. Times are microseconds. */
export interface MemoryChange {
  readonly agent: string;
  readonly store: string;
  /** '' is the whole store, of deletions only. */
  readonly record: string;
  /** undefined where the operation did not tell it. */
  readonly content?: unknown;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly executionId: string | null;
  readonly timeUs: number;
  readonly isDeleted: boolean;
  /** It was found, not changed: known records stay as they are. */
  readonly isSeen: boolean;
}

/** Bytes of JSON of a record's content and of its metadata. */
export const MAX_MEMORY_BYTES = 64 * 1024;
/** Records of one operation. */
export const MAX_MEMORY_RECORDS = 500;
export const DEFAULT_STORE = 'default';
