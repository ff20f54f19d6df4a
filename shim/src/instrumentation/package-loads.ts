import Module from 'node:module';
import { guarded } from '../setup/guard.ts';
import { processWide } from '../setup/process-wide.ts';
import { type PackageFile, packageFile } from './package-file.ts';

/** As much of Node's CommonJS loader as is used; `load` is not in its documentation, but long relied on. */
interface CommonJsLoader {
  load(this: NodeJS.Module, filename: string): void;
}

/** What is done about the CommonJS files of a package. */
export interface PackageWatch {
  before(): void;
  after(module: NodeJS.Module, file: string): void;
}

const loader = Module.prototype as unknown as CommonJsLoader;
const watches = processWide('package-loads', () => new Map<string, PackageWatch>());

/** Calls `watch` before and after each file of a CommonJS package is loaded; other modules pay nothing for it. */
export function watchPackage(packageName: string, watch: PackageWatch): void {
  if (watches.size === 0) hookLoads();
  watches.set(packageName, watch);
}

/** The files of a package that are loaded already. */
export function loadedFiles(packageName: string, { cache }: NodeJS.Require): [NodeJS.Module, PackageFile][] {
  return Object.values(cache).flatMap((module): [NodeJS.Module, PackageFile][] => {
    const place = module?.loaded ? packageFile(module.filename) : undefined;
    return module !== undefined && place?.packageName === packageName ? [[module, place]] : [];
  });
}

function hookLoads(): void {
  const { load } = loader;
  loader.load = function (filename) {
    const place = packageFile(filename);
    const watch = place && watches.get(place.packageName);
    if (watch !== undefined) guarded('instrumentation', () => watch.before());
    load.call(this, filename);
    if (watch !== undefined) guarded('instrumentation', () => watch.after(this, place?.file ?? ''));
  };
}
