import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Component } from '../../stack/component.ts';

const CLOSED = 0o700;
/** Others may pass through, not look: as root, PostgreSQL runs under another user id. */
const PASSABLE = 0o711;

/** Makes the folders of a stack; throws what the file system says where it cannot. */
export function makeFolders(folder: string, components: readonly Component[]): void {
  const open = process.getuid?.() === 0 ? PASSABLE : CLOSED;
  const make = (path: string, mode: number) => {
    mkdirSync(path, { recursive: true, mode });
    chmodSync(path, mode);
  };
  // Its owner's folder above is left as it is where it is there.
  mkdirSync(dirname(folder), { recursive: true, mode: open });
  make(folder, open);
  for (const name of ['config', 'logs', 'run']) make(join(folder, name), CLOSED);
  make(join(folder, 'data'), open);
  for (const { name, volumes } of components) {
    make(join(folder, 'data', name), open);
    for (const { path } of volumes) if (path.startsWith(`${folder}/`)) make(path, open);
  }
}

/** Writes each component's configuration below `folder/config`, and removes what an earlier one left there. */
export function writeConfig(folder: string, components: readonly Component[]): void {
  const config = join(folder, 'config');
  const wanted = new Map(
    components.flatMap(({ name, files }) =>
      files.map(({ path, content }) => [join(config, name, path), content]),
    ),
  );
  for (const entry of readdirSync(config, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isDirectory() && !wanted.has(path)) rmSync(path);
  }
  for (const [path, content] of wanted) {
    mkdirSync(dirname(path), { recursive: true, mode: CLOSED });
    // A server that reloads its files must not see one touched that says the same.
    if (readIfThere(path) !== content) writeFileSync(path, content, { mode: 0o600 });
    chmodSync(path, 0o600);
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
