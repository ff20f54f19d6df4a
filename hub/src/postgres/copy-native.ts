import { randomBytes } from 'node:crypto';
import { chmod, cp, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative } from 'node:path';
import { restoreLibraryLinks } from './library-links.ts';

/** What only someone needs who builds against PostgreSQL. */
const isNeeded = (path: string) =>
  extname(path) !== '.a' && !['pgxs', 'pkgconfig', 'include'].includes(basename(path));

/** No copy takes this long: a draft that is older was left by a process that was killed. */
const abandonedMs = 10 * 60_000;

/**
 * Copies the binaries so that every user can run them. `copy` appears at once and whole: another process that makes
 * the same copy, or this one being killed, leaves nothing half-made in its place.
 */
export async function copyNative(native: string, copy: string): Promise<void> {
  await removeAbandoned(copy);
  const draft = `${copy}.new-${randomBytes(4).toString('hex')}`;
  try {
    await cp(native, draft, { recursive: true, verbatimSymlinks: true, filter: isNeeded });
    // npm's files have the mode that the umask of the installation left.
    await chmod(draft, 0o755);
    for (const entry of await readdir(draft, { recursive: true, withFileTypes: true })) {
      if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755);
    }
    restoreLibraryLinks(draft);
    // Somebody else's copy may be there by now, and in use: just a broken one is replaced.
    if (await isWholeCopy(native, copy)) return;
    await rm(copy, { recursive: true, force: true });
    await rename(draft, copy);
  } catch (error) {
    if (!(await isWholeCopy(native, copy))) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function removeAbandoned(copy: string): Promise<void> {
  const cache = dirname(copy);
  for (const name of await readdir(cache)) {
    if (!name.startsWith(`${basename(copy)}.new-`)) continue;
    const path = join(cache, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > abandonedMs) await rm(path, { recursive: true, force: true });
  }
}

/** Whether each file is there with its size: a cleaned cache or a crash of the machine may have taken some. */
export async function isWholeCopy(native: string, copy: string): Promise<boolean> {
  const sizes = async (folder: string) => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => relative(folder, path).split(/[\\/]/).every(isNeeded));
    return Promise.all(files.map(async (path) => [relative(folder, path), (await stat(path)).size] as const));
  };
  try {
    const copied = new Map(await sizes(copy));
    return (await sizes(native)).every(([path, size]) => copied.get(path) === size);
  } catch {
    return false;
  }
}
