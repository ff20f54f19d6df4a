import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for a hub or a database of its own, which has its tables already where they are prepared (prepared-store.ts). */
export function newDataDir({ isEmpty = false } = {}): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'observatory-test-'));
  const prepared = process.env.OBSERVATORY_PREPARED_STORE;
  // With its owner: PostgreSQL may run as another user than this process.
  if (prepared && !isEmpty) execFileSync('cp', ['-a', `${prepared}/.`, dataDir]);
  return dataDir;
}
