import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { errorCode } from './is-alive.ts';

/**
 * Makes the symbolic links between the libraries in `native`, which an npm package cannot carry: it lists them, and
 * its install script, which does not run under `--ignore-scripts`, is to make them. False where that is not allowed.
 */
export function restoreLibraryLinks(native: string): boolean {
  for (const { source, target } of readLinks(join(native, 'pg-symlinks.json'))) {
    const link = join(native, relative('native', target));
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      // Another start may have made it since.
      if (errorCode(error) !== 'EEXIST') return false;
    }
  }
  return true;
}

/** Both paths begin with `native/` and lie in one folder. */
function readLinks(file: string): { source: string; target: string }[] {
  if (!existsSync(file)) return [];
  const list: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!Array.isArray(list)) return [];
  return list.filter(
    (link): link is { source: string; target: string } =>
      typeof link?.source === 'string' &&
      typeof link.target === 'string' &&
      dirname(link.source) === dirname(link.target),
  );
}
