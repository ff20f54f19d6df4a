import { accessSync, chmodSync, constants, existsSync, lstatSync, statSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { copyNative, isWholeCopy } from './copy-native.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { allows, canEnter, canRead, firstClosedFolder, type UserIds } from './folder-access.ts';
import { restoreLibraryLinks } from './library-links.ts';
import { binariesIn, type PostgresBinaries } from './packaged-binaries.ts';
import { type Log, slowly } from './slowly.ts';

/** Where a copy may lie, best first. As root, a place that every user can read. */
export function cacheFolders(user: UserIds | undefined): string[] {
  return user
    ? ['/var/cache/observatory', join(tmpdir(), 'observatory-cache')]
    : [join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'observatory')];
}

/**
 * `packaged` itself where `user` (undefined: the hub's own) can run it, else a copy of it in the first of `caches`
 * that can be written, made once per version: npm under a home of mode 0700 is closed to other users, and an
 * installation without scripts on a read-only disk lacks links.
 */
export async function usableBinaries(
  packaged: PostgresBinaries,
  { user, caches, log }: { user: UserIds | undefined; caches: readonly string[]; log: Log },
): Promise<PostgresBinaries> {
  if (isUsable(packaged, user) && restoreLibraryLinks(packaged.native)) return packaged;
  let failure: unknown;
  for (const cache of caches) {
    try {
      await mkdir(cache, { recursive: true, mode: 0o755 });
      // Programs are run from it: nobody else may be able to put other ones there.
      if (process.getuid && lstatSync(cache).uid !== process.getuid()) continue;
      if (user) await chmod(cache, 0o755);
      const copy = binariesIn(join(cache, `postgres-${packaged.version}`), packaged.version);
      if (!(await isWholeCopy(packaged.native, copy.native))) {
        await slowly(
          log,
          `Copying PostgreSQL ${packaged.version} to ${cache}`,
          copyNative(packaged.native, copy.native),
        );
      }
      if (isUsable(copy, user)) return copy;
    } catch (error) {
      failure = error;
    }
  }
  throw new EmbeddedPostgresError(
    'CannotRun',
    `${user ? `User id ${user.uid}` : 'This user'} cannot run ${packaged.postgres}, and a copy could not be made in ` +
      `${caches.join(' or ')}${failure ? ` (${failure instanceof Error ? failure.message : failure})` : ''}. ` +
      'Install in a folder that every user can read, or set DATABASE_URL to a PostgreSQL server of your own.',
    { cause: failure },
  );
}

function isUsable({ native, initdb, postgres }: PostgresBinaries, user: UserIds | undefined): boolean {
  if (!existsSync(postgres)) return false;
  const programs = [initdb, postgres];
  if (user) {
    const readable = [join(native, 'share'), join(native, 'lib')].every((folder) =>
      allows(statSync(folder), user, canRead | canEnter),
    );
    return (
      readable &&
      firstClosedFolder(dirname(postgres), user) === undefined &&
      programs.every((program) => allows(statSync(program), user, canRead | canEnter))
    );
  }
  return programs.every((program) => {
    try {
      accessSync(program, constants.X_OK);
      return true;
    } catch {
      return makeExecutable(program);
    }
  });
}

/** Some package managers drop the mode. */
function makeExecutable(program: string): boolean {
  try {
    chmodSync(program, 0o755);
    return true;
  } catch {
    return false;
  }
}
