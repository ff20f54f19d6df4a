import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

/** A package that the service has. */
export interface Installed {
  readonly folder: string;
  readonly version: string;
  readonly isEsModule: boolean;
}

/** Finds a package as the service's main file would, else as one in the folder it runs in; undefined without it. */
export function installed(packageName: string, main = process.argv[1]): Installed | undefined {
  const here = join(process.cwd(), 'index.js');
  const folders = [resolve(main ?? here), here].flatMap(
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

/** What the nearest `package.json` above the service's main file, or the folder it runs in, lists as dependencies. */
export function directDependencies(from = process.argv[1] ?? process.cwd()): string[] {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    try {
      const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        dependencies?: object;
      };
      return Object.keys(dependencies);
    } catch {
      // Further up.
    }
    if (folder === dirname(folder)) return [];
  }
}
