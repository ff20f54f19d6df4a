import { lchownSync } from 'node:fs';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { UserIds } from './folder-access.ts';
import { errorCode } from './is-alive.ts';

/** Makes `path` the server's own. A uid or gid of -1 stays as it is. */
export function giveTo(user: UserIds, path: string): void {
  try {
    lchownSync(path, user.uid, user.gid);
  } catch (cause) {
    throw isRefusedSwitch(cause) ? noOtherUser(cause) : cause;
  }
}

/** Whether the system lets root not be another user: no such capability, or no such id in a user namespace. */
export function isRefusedSwitch(cause: unknown): boolean {
  const code = errorCode(cause);
  return code === 'EPERM' || code === 'EINVAL';
}

/** The error of a root that may not run PostgreSQL as somebody else. */
export function noOtherUser(cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'CannotRun',
    `PostgreSQL never runs as root, and this process may not run it as another user (${errorCode(cause)}). ` +
      'Run the hub as an ordinary user, or set DATABASE_URL to a PostgreSQL server of your own.',
    { cause },
  );
}
