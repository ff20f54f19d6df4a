import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { firstClosedFolder, type UserIds } from './folder-access.ts';
import { notWritable } from './folder-errors.ts';
import { lockFileName } from './folder-lock.ts';
import { giveTo } from './give-to.ts';

/** The hub's data folder, ready for a server of `user`. */
export interface DataFolder {
  /** Absolute, without links. */
  readonly path: string;
  /** The database cluster in it (PGDATA). */
  readonly cluster: string;
  /** Whom the server runs as; undefined: the hub's own user. */
  readonly user: UserIds | undefined;
}

/** "nobody" on Linux and macOS images alike; any id does, but root, as which PostgreSQL refuses to run. */
export const unprivileged: UserIds = { uid: 65534, gid: 65534 };
const suggestion = '/var/lib/observatory';

/** Makes the folder where it is missing and checks that hub and server can work in it. */
export function openDataFolder(dataDir: string): DataFolder {
  const wanted = resolve(dataDir);
  const root = process.getuid?.() === 0;
  try {
    makeFolder(wanted, root);
    const path = realpathSync(wanted);
    accessSync(path, constants.W_OK | constants.X_OK);
    const cluster = join(path, 'postgres');
    const user = serverUser(cluster, root);
    if (user) openFor(user, path);
    return { path, cluster, user };
  } catch (cause) {
    throw notWritable(wanted, cause);
  }
}

function makeFolder(folder: string, root: boolean): void {
  if (existsSync(folder)) return;
  // Before anything is made: a refusal leaves nothing behind.
  const above = nearestExisting(folder);
  // The slash tells a file from a folder.
  accessSync(`${above}/`, constants.W_OK);
  const closed = root ? firstClosedFolder(realpathSync(above), unprivileged) : undefined;
  if (closed) throw unreachable(closed, folder, unprivileged);
  const outermost = mkdirSync(folder, { recursive: true, mode: root ? 0o755 : 0o700 });
  if (!outermost || !root) return;
  // Under a strict umask the new folders above would be closed to the server's user.
  for (let parent = dirname(folder); parent.length >= outermost.length; parent = dirname(parent)) {
    chmodSync(parent, 0o755);
  }
  chmodSync(folder, 0o700);
}

function nearestExisting(folder: string): string {
  return existsSync(folder) ? folder : nearestExisting(dirname(folder));
}

function serverUser(cluster: string, root: boolean): UserIds | undefined {
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (root) return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : unprivileged;
  if (owner && process.getuid && owner.uid !== process.getuid()) {
    throw new EmbeddedPostgresError(
      'DataFolderNotWritable',
      `${cluster} belongs to user id ${owner.uid}, and this process is user id ${process.getuid()}. Run the hub as ` +
        `that user or as root, give the folder away with chown -R, or set OBSERVATORY_DATA_DIR to another one.`,
    );
  }
  return undefined;
}

/** The hub's own folder is opened for the server's group; folders above it are not the hub's to change. */
function openFor(user: UserIds, path: string): void {
  let closed = firstClosedFolder(path, user);
  if (closed === path && isOurs(path)) {
    giveTo({ uid: -1, gid: user.gid }, path);
    chmodSync(path, (statSync(path).mode & 0o7777) | 0o010);
    closed = firstClosedFolder(path, user);
  }
  if (closed) throw unreachable(closed, path, user);
}

function unreachable(closed: string, path: string, user: UserIds): EmbeddedPostgresError {
  const mode = (statSync(closed).mode & 0o777).toString(8).padStart(4, '0');
  return new EmbeddedPostgresError(
    'DataFolderUnreachable',
    `The hub runs as root, so PostgreSQL runs as user id ${user.uid}, which cannot enter ${closed} (mode ${mode}) on ` +
      `the way to the data folder ${path}. Set OBSERVATORY_DATA_DIR to a folder that it can reach, such as ` +
      `${suggestion}, or run the hub as an ordinary user.`,
  );
}

function isOurs(path: string): boolean {
  const entries = readdirSync(path);
  return entries.length === 0 || entries.includes(lockFileName);
}
