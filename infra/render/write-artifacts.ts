import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Artifacts } from './artifacts.ts';

export interface Written {
  readonly files: number;
  readonly changed: number;
  readonly removed: number;
}

/**
 * Makes the folders that artifacts begin with hold just these. A file that says the same is not touched: containers
 * have it mounted.
 */
export function writeArtifacts(artifacts: Artifacts, out: string): Written {
  const roots = new Set([...artifacts.keys()].map((path) => path.split('/')[0] ?? ''));
  let [changed, removed] = [0, 0];
  for (const root of roots) {
    const folder = join(out, root);
    if (!existsSync(folder)) continue;
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isDirectory()) continue;
      const path = join(entry.parentPath, entry.name);
      if (artifacts.has(path.slice(out.length + 1))) continue;
      rmSync(path);
      removed += 1;
    }
  }
  for (const [path, content] of artifacts) {
    const file = join(out, path);
    if (existsSync(file) && readFileSync(file, 'utf8') === content) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    // Servers in containers read it under other user ids.
    chmodSync(file, 0o644);
    changed += 1;
  }
  return { files: artifacts.size, changed, removed };
}
