import { statfs } from 'node:fs/promises';

/** Two segments of the log of the database: what its recovery writes first. */
const leastFreeBytes = 32 * 1024 * 1024;

/** Whether the disk of a folder has the room without which a server cannot start after a crash; true where nobody can tell. */
export async function hasRoom(folder: string): Promise<boolean> {
  return statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize >= leastFreeBytes,
    () => true,
  );
}
