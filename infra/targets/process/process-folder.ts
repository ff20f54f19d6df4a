import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { firstClosedFolder } from '../../../hub/src/postgres/folder-access.ts';
import type { Settings } from '../../settings/schema.ts';

/** "nobody": as whom the hub's PostgreSQL runs when root started the hub. */
const nobody = { uid: 65534, gid: 65534 };

/**
 * Absolute folder of the stack as processes: `process` below the setting `folder`. As root, whose home others may not
 * enter, PostgreSQL's own user could not reach that; then it is a folder under /var/lib that is this stack's alone.
 */
export function processFolder(
  { folder }: Pick<Settings, 'folder'>,
  cwd: string,
  isRoot = process.getuid?.() === 0,
): string {
  const beside = resolve(cwd, folder, 'process');
  if (!isRoot || firstClosedFolder(realpathSync(nearest(dirname(dirname(beside)))), nobody) === undefined)
    return beside;
  return `/var/lib/observatory/process-${createHash('sha256').update(beside).digest('hex').slice(0, 12)}`;
}

/** The innermost folder on the way that is there. */
function nearest(path: string): string {
  return existsSync(path) ? path : nearest(dirname(join(path)));
}
