import { existsSync } from 'node:fs';
import { createRequire, isBuiltin, syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { trace } from '@opentelemetry/api';
import { guarded } from '../setup/guard.ts';
import { processWide } from '../setup/process-wide.ts';
import { sayOnce } from '../setup/say.ts';
import { seesEsModules, showEsModule, watchEsModule } from './es-module-loads.ts';
import { installed } from './installed.ts';
import { libraries } from './libraries.ts';
import type { Instrumentation, Library } from './library.ts';
import { loadedFiles, watchPackage } from './package-loads.ts';
import { instrumentationMeters } from './platform-metrics.ts';
import { libraryStates, noteFailure, noteLibrary } from './state.ts';

/** What was made so far; null where that failed. Libraries stay patched after a `shutdown`. */
const made = processWide('instrumentations', () => new Map<string, Instrumentation | null>());
const started = processWide('started-libraries', () => new Set<string>());

/**
 * Instruments these libraries: those of Node at once, packages when they are loaded. Gives the names of
 * those that the application has and that did not fail. After a `shutdown` it hands them the providers of now. Never throws.
 */
export function instrument(names: readonly string[]): readonly string[] {
  for (const instrumentation of made.values())
    guarded('instrumentation', () => instrumentation?.setTracerProvider?.(trace.getTracerProvider()));
  const wanted = libraries.filter(
    ({ name, builtins = [] }) => names.includes(name) && builtins.every((builtin) => isBuiltin(builtin)),
  );
  for (const library of wanted) guarded(`instrumentation of ${library.name}`, () => start(library));
  return wanted
    .filter((library) => isThere(library) && libraryStates().get(library.name) !== 'failed')
    .map(({ name }) => name);
}

/**
 * Reaches ES modules that no hook shows: on Node before 22.15, and where the shim came with the service's own
 * imports, which are resolved before the first of them runs. They are imported, which costs what the service
 * would have paid, and are the service's own where it has them already. Never rejects.
 */
export async function reachEsModules(names: readonly string[]): Promise<void> {
  if (seesEsModules && isPreloaded()) return;
  const files = libraries
    .filter(({ name }) => names.includes(name))
    .flatMap(({ packages = [], patched = [] }) => packages.flatMap((one) => esModules(one, patched)));
  for (const file of files) {
    try {
      showEsModule(await import(pathToFileURL(file).href), file);
    } catch (error) {
      sayOnce(`import:${file}`, `${file} cannot be instrumented: ${String(error)}`);
    }
  }
}

function start(library: Library): void {
  const { name, packages, atOnce, patched = [] } = library;
  if (started.has(name)) return;
  started.add(name);
  const load = createRequire(import.meta.url);
  const make = () => makeOnce(library, load);
  const patch = (exports: object, file: string) => {
    make();
    if (patched.includes(file)) made.get(name)?.patch?.(exports, file);
  };
  if (packages === undefined || atOnce) make();
  if (packages === undefined) return;
  const shown = (module: NodeJS.Module, file: string) => {
    if (patched.length > 0) patch(module.exports, file);
    // An ES module that imports it does not call `require`, and what hooks that would miss it.
    else module.exports = module.require(module.filename);
  };
  for (const one of packages) {
    watchPackage(one, { before: make, after: shown });
    // With no ES module to see, Node goes on to resolve without hooks.
    if (esModules(one, patched).length === 0) continue;
    for (const file of patched) watchEsModule(one, file, (exports) => patch(exports, file));
  }
  const tooEarly = packages.flatMap((one) => loadedFiles(one, load));
  if (tooEarly.length === 0) return;
  make();
  for (const [module, { file }] of tooEarly) shown(module, file);
  noteLibrary(name, 'late');
  sayOnce(
    `late:${name}`,
    `${name} was loaded before the shim: what was set up with it by then may not be seen. Load @observatory/shim/register first`,
  );
}

function makeOnce({ name, builtins = [], make, atOnce }: Library, load: NodeJS.Require): void {
  if (!atOnce) noteLibrary(name, 'instrumented');
  if (made.has(name)) return;
  made.set(name, null);
  const instrumentation = makeOrNote(name, () => make(load));
  made.set(name, instrumentation);
  instrumentation.setMeterProvider?.(instrumentationMeters);
  if (builtins.length === 0) return;
  for (const builtin of builtins) load(builtin);
  // ES modules see the patched functions too, also where they have imported them already.
  syncBuiltinESMExports();
}

/** Makes an instrumentation; that it failed is noted, and said by who called. */
function makeOrNote(name: string, make: () => Instrumentation): Instrumentation {
  try {
    return make();
  } catch (error) {
    noteFailure(name, error);
    throw error;
  }
}

/** Whether the application has it: what is Node's always, a package where the main file can resolve it. */
function isThere({ packages: [first] = [] }: Library): boolean {
  return first === undefined || installed(first) !== undefined;
}

/** Which of these files the service has of a package, as ES modules. */
function esModules(packageName: string, files: readonly string[]): string[] {
  if (files.length === 0) return [];
  const found = installed(packageName);
  if (!found?.isEsModule) return [];
  return files
    .filter((file) => !file.includes('/cjs/'))
    .map((file) => join(found.folder, file))
    .filter((file) => existsSync(file));
}

/** Whether Node was told to load the shim before the service. */
function isPreloaded(): boolean {
  const preload = /(?:--import|--require|-r)[= ]\S*@observatory\/shim/;
  return (
    preload.test(process.execArgv.slice(0, 40).join(' ')) || preload.test(process.env.NODE_OPTIONS ?? '')
  );
}
