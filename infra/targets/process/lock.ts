import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface Lock {
  release(): void;
}

/**
 * Takes a folder for this process; null where another has it. The kernel frees the lock with its process, however that
 * ends, so there is no stale one. SQLite is used for its file lock alone: Node has no flock.
 */
export function takeLock(folder: string, name = 'lock'): Lock | null {
  const path = join(folder, 'run', name);
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    // No journal on disk: a killed holder must leave nothing that the next one would have to roll back.
    database.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; BEGIN IMMEDIATE');
    chmodSync(path, 0o600);
    return { release: () => database.close() };
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return null;
    throw error;
  }
}

const SQLITE_BUSY = 5;
