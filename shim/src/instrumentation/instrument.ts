import { createRequire, syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { trace } from '@opentelemetry/api';
import { guarded } from '../setup/guard.ts';
import { processWide } from '../setup/process-wide.ts';
import { sayOnce } from '../setup/say.ts';
import { libraries } from './libraries.ts';
import type { Instrumentation, Library } from './library.ts';
import { beforePackageLoads, loadedFiles } from './package-loads.ts';
import { instrumentationMeters } from './platform-metrics.ts';

/** What was made so far; null where that failed. Libraries stay patched after a `shutdown`. */
const made = processWide('instrumentations', () => new Map<string, Instrumentation | null>());

/**
 * Instruments these libraries: those of Node at once, packages when they are loaded. Gives the names of
 * those that the application has. After a `shutdown` it hands them the providers of now. Never throws.
 */
export function instrument(names: readonly string[]): readonly string[] {
  for (const instrumentation of made.values()) instrumentation?.setTracerProvider(trace.getTracerProvider());
  const wanted = libraries.filter(({ name }) => names.includes(name));
  for (const library of wanted) guarded(`instrumentation of ${library.name}`, () => start(library));
  return wanted.filter(isThere).map(({ name }) => name);
}

function start(library: Library): void {
  const { name, packages } = library;
  if (made.has(name)) return;
  const load = createRequire(import.meta.url);
  const make = () => makeOnce(library, load);
  if (packages === undefined) {
    make();
    return;
  }
  for (const one of packages) beforePackageLoads(one, make);
  const tooEarly = packages.flatMap((one) => loadedFiles(one, load));
  if (tooEarly.length === 0) return;
  make();
  for (const file of tooEarly) file.require(file.filename);
  sayOnce(
    `late:${name}`,
    `${name} was loaded before the shim: what was set up with it by then may not be seen. Load @observatory/shim/register first`,
  );
}

function makeOnce({ name, builtins = [], make }: Library, load: NodeJS.Require): void {
  if (made.has(name)) return;
  made.set(name, null);
  const instrumentation = make(load);
  made.set(name, instrumentation);
  instrumentation.setMeterProvider(instrumentationMeters);
  if (builtins.length === 0) return;
  for (const builtin of builtins) load(builtin);
  // ES modules see the patched functions too, also where they have imported them already.
  syncBuiltinESMExports();
}

/** Whether the application has it: what is Node's always, a package where the main file can resolve it. */
function isThere({ packages = [] }: Library): boolean {
  const [first] = packages;
  if (first === undefined) return true;
  try {
    createRequire(process.argv[1] ?? join(process.cwd(), 'index.js')).resolve(first);
    return true;
  } catch {
    return false;
  }
}
