import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Makes one data folder with an empty, migrated database, of which every test's hub starts on a copy: making a cluster and
 * its tables takes a second of processor time, a copy a tenth. Run by vitest once before all files, which resolves no
 * sources there: so the hub runs in a process of its own.
 */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'observatory-prepared-'));
  const program = join(import.meta.dirname, 'prepare-store.ts');
  try {
    execFileSync(process.execPath, ['--conditions=@observatory/source', program, folder], {
      stdio: 'inherit',
    });
    process.env.OBSERVATORY_PREPARED_STORE = folder;
  } catch {
    // A hub that does not start is for its own tests to tell; those of others need none.
    console.error('No database was prepared: each test hub makes its own.');
  }
  return () => rmSync(folder, { recursive: true, force: true });
}
