import { sep } from 'node:path';

/** Where a file of a package is. */
export interface PackageFile {
  readonly packageName: string;
  /** Its path within the package, with `/`. */
  readonly file: string;
}

const folder = `${sep}node_modules${sep}`;

/** The package that a file belongs to: what follows the last `node_modules`; undefined where there is none. */
export function packageFile(filename: string): PackageFile | undefined {
  const start = filename.lastIndexOf(folder);
  if (start === -1) return undefined;
  const parts = filename.slice(start + folder.length).split(sep);
  const packageName = parts.splice(0, parts[0]?.startsWith('@') ? 2 : 1).join('/');
  return { packageName, file: parts.join('/') };
}
