import { readFile, stat } from 'node:fs/promises';
import { libraries } from './libraries.ts';
import { libraryStates, noteLibrary } from './state.ts';

/** Hono has less than 20 kB, made small. */
const [MIN_BYTES, MAX_BYTES] = [10_000, 64 * 1024 * 1024];

/**
 * Finds libraries that are part of the service's own file, where nothing reaches them: by the paths that bundlers
 * leave in comments, and by texts of the libraries that stay where those are taken out. Gives the names of new ones.
 */
export async function findBundled(names: readonly string[], file = process.argv[1]): Promise<string[]> {
  const text = await bundleText(file);
  if (text === undefined) return [];
  const found = libraries.filter(
    ({ name, packages = [], fingerprint, atOnce }) =>
      !atOnce &&
      names.includes(name) &&
      !libraryStates().has(name) &&
      (packages.some((one) => text.includes(`node_modules/${one}/`)) ||
        (fingerprint !== undefined && text.includes(fingerprint))),
  );
  for (const { name } of found) noteLibrary(name, 'bundled');
  return found.map(({ name }) => name);
}

/** The service's own file where it is as large as a bundle; undefined for others and where it cannot be read. */
async function bundleText(file: string | undefined): Promise<string | undefined> {
  if (file === undefined || file.includes('node_modules')) return undefined;
  try {
    const { size } = await stat(file);
    return size < MIN_BYTES || size > MAX_BYTES ? undefined : await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}
