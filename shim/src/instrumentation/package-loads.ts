import Module from 'node:module';
import { sep } from 'node:path';
import { guarded } from '../setup/guard.ts';
import { processWide } from '../setup/process-wide.ts';

/** As much of Node's CommonJS loader as is used; `load` is not in its documentation, but long relied on. */
interface CommonJsLoader {
  load(this: NodeJS.Module, filename: string): void;
}

const loader = Module.prototype as unknown as CommonJsLoader;
const preparations = processWide('package-loads', () => new Map<string, () => void>());
const folder = `${sep}node_modules${sep}`;

/**
 * Calls `prepare` before a file of a CommonJS package is loaded, and shows the file to what hooks `require`
 * afterwards. Where an ES module imports it, Node loads it here as well but does not call `require`, so that
 * such hooks would miss it. That takes no ES module loader, and other modules pay nothing for it.
 */
export function beforePackageLoads(packageName: string, prepare: () => void): void {
  if (preparations.size === 0) hookLoads();
  preparations.set(packageName, prepare);
}

/** The files of a package that are loaded already. */
export function loadedFiles(packageName: string, { cache }: NodeJS.Require): NodeJS.Module[] {
  return Object.values(cache).flatMap((module) =>
    module?.loaded && packageOf(module.filename) === packageName ? [module] : [],
  );
}

function hookLoads(): void {
  const { load } = loader;
  loader.load = function (filename) {
    const prepare = preparations.get(packageOf(filename) ?? '');
    if (prepare !== undefined) guarded('instrumentation', prepare);
    load.call(this, filename);
    if (prepare === undefined) return;
    guarded('instrumentation', () => {
      this.exports = this.require(filename);
    });
  };
}

/** The package that a file belongs to: what follows the last `node_modules`. */
function packageOf(filename: string): string | undefined {
  const start = filename.lastIndexOf(folder);
  if (start === -1) return undefined;
  const [first = '', second = ''] = filename.slice(start + folder.length).split(sep, 2);
  return first.startsWith('@') ? `${first}/${second}` : first;
}
