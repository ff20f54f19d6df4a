import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the console's built page, of the installed package or of the workspace; null where it is not built. */
export function findPageDir(): string | null {
  const packageFile = fileURLToPath(import.meta.resolve('@observatory/console/package.json'));
  const folder = join(dirname(packageFile), 'dist', 'page');
  return existsSync(join(folder, 'index.html')) ? folder : null;
}
