import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { unprivileged } from './data-folder.ts';
import { firstClosedFolder } from './folder-access.ts';

/**
 * Where the hub keeps its data unless told: `.observatory` under `cwd`. As root, whose home others may not enter, the
 * server's own user could not reach that; then it is a folder under /var/lib that is `cwd`'s alone.
 */
export function defaultDataDir(cwd: string, isRoot = process.getuid?.() === 0): string {
  const beside = join(cwd, '.observatory');
  if (!isRoot || !existsSync(cwd) || firstClosedFolder(realpathSync(cwd), unprivileged) === undefined)
    return beside;
  return `/var/lib/observatory/${createHash('sha256').update(cwd).digest('hex').slice(0, 12)}`;
}
