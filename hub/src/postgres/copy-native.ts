import { chmod, cp, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { restoreLibraryLinks } from './library-links.ts';

/** What only someone needs who builds against PostgreSQL. */
const isNeeded = (path: string) =>
  extname(path) !== '.a' && !['pgxs', 'pkgconfig', 'include'].includes(basename(path));

/**
 * Copies the binaries so that every user can run them. `copy` appears at once and whole: another process that makes
 * the same copy, or this one being killed, leaves nothing half-made in its place.
 */
export async function copyNative(native: string, copy: string): Promise<void> {
  const draft = `${copy}.${process.pid}.${Date.now().toString(36)}`;
  try {
    await cp(native, draft, { recursive: true, verbatimSymlinks: true, filter: isNeeded });
    // npm's files have the mode that the umask of the installation left.
    await chmod(draft, 0o755);
    for (const entry of await readdir(draft, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isSymbolicLink()) await chmod(path, 0o755);
    }
    restoreLibraryLinks(draft);
    await rm(copy, { recursive: true, force: true });
    await rename(draft, copy);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!(await isWholeCopy(native, copy))) throw error;
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
