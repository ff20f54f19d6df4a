import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCE = /\.[cm]?[jt]sx?$/;
const OTHERS = /^(?:\.|node_modules$|dist$|build$|out$|coverage$)/;
const [MAX_FILES, MAX_BYTES, MAX_DEPTH] = [2000, 512 * 1024, 8];

/** The entries of the shim (`ai-sdk`, `openai` …) that a service's own files name; what is built or installed is not read. */
export function wrapperImports(folder: string): ReadonlySet<string> {
  const found = new Set<string>();
  let left = MAX_FILES;
  const look = (inner: string, depth: number) => {
    for (const entry of entriesOf(inner)) {
      if (left <= 0) return;
      const path = join(inner, entry.name);
      if (entry.isDirectory()) {
        if (depth < MAX_DEPTH && !OTHERS.test(entry.name)) look(path, depth + 1);
      } else if (entry.isFile() && SOURCE.test(entry.name)) {
        left -= 1;
        for (const [, name = ''] of textOf(path).matchAll(/['"]@observatory\/shim\/([\w-]+)['"]/g))
          found.add(name);
      }
    }
  };
  look(folder, 0);
  return found;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(0, MAX_BYTES);
  } catch {
    return '';
  }
}
