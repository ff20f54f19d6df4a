import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { errorCode } from './is-alive.ts';

/** The error for a data folder in which `cause` happened while it was written. */
export function notWritable(folder: string, cause: unknown): EmbeddedPostgresError {
  if (cause instanceof EmbeddedPostgresError) return cause;
  const code = errorCode(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT') return noSpace(folder, cause);
  const why = cause instanceof Error ? cause.message : String(cause);
  return new EmbeddedPostgresError(
    'DataFolderNotWritable',
    `The data folder ${folder} cannot be written: ${why}. Make it writable for this process, or set OBSERVATORY_DATA_DIR to another folder.`,
    { cause },
  );
}

/** The error for a full disk; `cause` is what reported it. */
export function noSpace(folder: string, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'NoSpace',
    `No space is left on the disk of the data folder ${folder}. Free some, or set OBSERVATORY_DATA_DIR to a folder on another disk.`,
    { cause },
  );
}

/** Whether a PostgreSQL program says in its output that the disk is full. */
export function saysNoSpace(output: string): boolean {
  return /No space left on device|Disk quota exceeded/.test(output);
}
