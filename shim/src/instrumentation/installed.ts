import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

/** A package that the service has. */
export interface Installed {
  readonly folder: string;
  readonly version: string;
  readonly isEsModule: boolean;
}

/** Finds a package as the service's main file would, else as one in the folder it runs in; undefined without it. */
export function installed(packageName: string): Installed | undefined {
  const here = join(process.cwd(), 'index.js');
  const folders = [resolve(process.argv[1] ?? here), here].flatMap(
    (from) => createRequire(from).resolve.paths(packageName) ?? [],
  );
  for (const modules of folders) {
    const folder = join(modules, packageName);
    try {
      const { version, type } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        version?: string;
        type?: string;
      };
      return { folder, version: version ?? '', isEsModule: type === 'module' };
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}
