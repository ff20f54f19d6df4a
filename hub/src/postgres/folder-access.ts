import { type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** A user and its group; the server runs without supplementary groups. */
export interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

export const canRead = 0b100;
export const canEnter = 0b001;

/**
 * Whether the mode bits give `user` all of `bits` (read 4, write 2, enter or execute 1). Access lists are not
 * looked at: where they decide otherwise, the server's own start shows it.
 */
export function allows(stats: Stats, user: UserIds, bits: number): boolean {
  if (user.uid === 0) return true;
  const shift = stats.uid === user.uid ? 6 : stats.gid === user.gid ? 3 : 0;
  return ((stats.mode >> shift) & bits) === bits;
}

/** The outermost folder on the way to `folder`, itself included, that `user` cannot enter. `folder` is a real path. */
export function firstClosedFolder(folder: string, user: UserIds): string | undefined {
  const parent = dirname(folder);
  const above = parent === folder ? undefined : firstClosedFolder(parent, user);
  return above ?? (allows(statSync(folder), user, canEnter) ? undefined : folder);
}
