import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Paths under which the page's own files are served: open also where a key is asked for, since they hold no data. */
export function pageFiles(pageDir: string): string[] {
  const files = readdirSync(pageDir, { recursive: true, withFileTypes: true })
    // Compressed ones are served in place of those beside them.
    .filter((entry) => entry.isFile() && !/\.(?:br|gz)$/.test(entry.name))
    .map((entry) => relative(pageDir, join(entry.parentPath, entry.name)).split(sep).join('/'));
  return ['/', ...files.map((file) => `/${file}`)];
}
