import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';
import { guarded } from '../setup/guard.ts';
import { processWide } from '../setup/process-wide.ts';
import { packageFile } from './package-file.ts';

type Resolve = nodeModule.ResolveHookSync;
type Loaded = (exports: object, file: string) => void;

const watches = processWide('es-module-loads', () => new Map<string, Loaded>());
const NAME = Symbol.for('observatory.shim.es-module-loaded');

/** Whether this Node tells what ES modules it resolves (22.15 and newer). */
export const seesEsModules = 'registerHooks' in nodeModule;

/**
 * Calls `loaded` with what this ES module of a package exports, when it has run and before those that import it
 * do: they get a small module in between that exports the same bindings. All other modules are as they were, and
 * no source is read: hooks that load modules break imports of CommonJS before Node 22.22.3 and 24.11.1.
 */
export function watchEsModule(packageName: string, file: string, loaded: Loaded): void {
  if (watches.size === 0) hookResolution();
  watches.set(`${packageName}/${file}`, loaded);
}

/** Shows an ES module to who watches it. */
export function showEsModule(exports: object, filename: string): void {
  const place = packageFile(filename);
  const loaded = place && watches.get(`${place.packageName}/${place.file}`);
  if (loaded) guarded('instrumentation', () => loaded(exports, place.file));
}

function hookResolution(): void {
  if (!seesEsModules) return;
  Object.defineProperty(globalThis, NAME, {
    value: (exports: object, url: string) => showEsModule(exports, fileURLToPath(url)),
    configurable: true,
  });
  nodeModule.registerHooks({ resolve });
}

const resolve: Resolve = (specifier, context, nextResolve) => {
  const resolved = nextResolve(specifier, context);
  const { url } = resolved;
  if (!url.includes('/node_modules/') || !isWatched(url)) return resolved;
  // CommonJS has its own way; older Nodes give a set of conditions for it.
  const isRequired = [...(context.conditions ?? [])].includes('require');
  if (isRequired || context.parentURL?.startsWith('data:')) return resolved;
  const source = JSON.stringify(url);
  const between = `import * as exports from ${source}; export * from ${source};
    globalThis[Symbol.for(${JSON.stringify(NAME.description)})]?.(exports, ${source});`;
  return {
    url: `data:text/javascript,${encodeURIComponent(between)}`,
    format: 'module',
    shortCircuit: true,
  };
};

function isWatched(url: string): boolean {
  if (!url.startsWith('file:')) return false;
  const path = url.slice(url.lastIndexOf('/node_modules/') + '/node_modules/'.length);
  return watches.has(path);
}
