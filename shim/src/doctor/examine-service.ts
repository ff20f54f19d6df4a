import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../config/read-config.ts';
import { seesEsModules } from '../instrumentation/es-module-loads.ts';
import { directDependencies, installed } from '../instrumentation/installed.ts';
import { libraries } from '../instrumentation/libraries.ts';
import { wrappers } from '../instrumentation/wrappers.ts';
import { SHIM_VERSION } from '../version.ts';
import { sendProbe } from './send-probe.ts';
import { wrapperImports } from './wrapper-imports.ts';

/** One line of what `observatory-shim doctor` prints. */
export interface Line {
  readonly state: 'ok' | 'note' | 'failed';
  readonly says: string;
  readonly advice?: string;
}

const [OLDEST_MAJOR, OLDEST_MINOR] = [20, 19];
const signals = ['traces', 'metrics', 'logs'] as const;

/**
 * Looks at the service in a folder: Node, what of its dependencies the shim sees and how, and whether what it would
 * send is taken. A note is worth a look, what failed keeps telemetry from arriving. Never rejects.
 */
export async function examineService(folder: string, node = process.versions.node): Promise<Line[]> {
  const { config, problems } = readConfig({});
  const service = config.serviceName;
  const lines: Line[] = [nodeLine(node), ...problems.map((says): Line => ({ state: 'note', says }))];
  lines.push(...dependencyLines(folder, config.instrumentation));
  if (!config.enabled) {
    return [...lines, { state: 'failed', says: 'telemetry is switched off', advice: 'unset OTEL_ENABLED' }];
  }
  const probes = await Promise.all(
    signals
      .filter((signal) => config.signals[signal] && config.exporters[signal].otlp)
      .map((signal) => sendProbe(signal, service, config.targets[signal])),
  );
  for (const { signal, url, isTried, trouble, advice } of probes) {
    if (trouble === undefined) lines.push({ state: 'ok', says: `${signal}: ${url} took a test record` });
    else {
      const state = isTried ? 'failed' : 'note';
      lines.push({ state, says: `${signal}: ${trouble}`, ...(advice && { advice }) });
    }
  }
  if (probes.length === 0) {
    lines.push({
      state: 'note',
      says: 'nothing is sent by OTLP',
      advice: 'see OTEL_TRACES_EXPORTER and its kin',
    });
  }
  return lines;
}

function nodeLine(version: string): Line {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST_MAJOR || (major === OLDEST_MAJOR && minor < OLDEST_MINOR)) {
    return {
      state: 'failed',
      says: `Node ${version}, shim ${SHIM_VERSION}`,
      advice: `take Node ${OLDEST_MAJOR}.${OLDEST_MINOR} or newer`,
    };
  }
  const how = seesEsModules ? 'as they are resolved' : 'by importing them first';
  return { state: 'ok', says: `Node ${version}, shim ${SHIM_VERSION}; ES modules are reached ${how}` };
}

/** What is wrong with the `package.json` of a folder; undefined where there is none, or nothing. */
function brokenManifest(folder: string): string | undefined {
  const file = join(folder, 'package.json');
  try {
    if (existsSync(file)) JSON.parse(readFileSync(file, 'utf8'));
    return undefined;
  } catch (error) {
    return `${file} cannot be read: ${error instanceof Error ? error.message : error}`;
  }
}

function dependencyLines(folder: string, chosen: readonly string[]): Line[] {
  const broken = brokenManifest(folder);
  if (broken !== undefined) return [{ state: 'note', says: broken, advice: 'mend it, and run this again' }];
  const dependencies = directDependencies(folder);
  if (dependencies.length === 0) {
    return [
      { state: 'note', says: `${folder} has no package.json with dependencies`, advice: 'run it there' },
    ];
  }
  const lines: Line[] = [];
  const unseen: string[] = [];
  const imports = wrapperImports(folder);
  for (const name of dependencies) {
    const library = libraries.find(({ packages = [] }) => packages.includes(name));
    const wrapper = Object.hasOwn(wrappers, name) ? wrappers[name] : undefined;
    const version = installed(name, join(folder, 'index.js'))?.version ?? 'not installed';
    if (library !== undefined && chosen.includes(library.name)) {
      lines.push({
        state: 'ok',
        says: `${name} ${version}: seen by node --import @observatory/shim/register`,
      });
    } else if (library !== undefined) {
      lines.push({
        state: 'note',
        says: `${name} ${version}: its instrumentation is switched off`,
        advice: 'see OBSERVATORY_INSTRUMENT and OTEL_NODE_DISABLED_INSTRUMENTATIONS',
      });
    } else if (wrapper !== undefined) {
      const entry = /@observatory\/shim\/([\w-]+)/.exec(wrapper)?.[1] ?? '';
      if (imports.has(entry)) {
        lines.push({
          state: 'ok',
          says: `${name} ${version}: seen by '@observatory/shim/${entry}' in the code`,
        });
        continue;
      }
      const advice = name === 'ai' ? aiSdkAdvice(version, dependencies.includes('next')) : wrapper;
      lines.push({
        state: 'note',
        says: `${name} ${version}: seen through a wrapper`,
        advice: `in the code: ${advice}`,
      });
    } else if (name === 'next') {
      const loads = "import('@observatory/shim/register')";
      lines.push(
        imports.has('register')
          ? { state: 'ok', says: `next ${version}: seen by ${loads} in the code` }
          : {
              state: 'note',
              says: `next ${version}: seen where it loads the shim`,
              advice: `in instrumentation.ts: ${loads}; see docs/ai-sdk.md`,
            },
      );
    } else if (!name.startsWith('@observatory/') && !name.startsWith('@opentelemetry/')) unseen.push(name);
  }
  if (unseen.length > 0) lines.push({ state: 'ok', says: `not seen by themselves: ${unseen.join(', ')}` });
  return lines;
}

/** The telemetry hook of the AI SDK goes elsewhere in version 6, and in an app of Next.js. */
function aiSdkAdvice(version: string, isNext: boolean): string {
  const from = "of '@observatory/shim/ai-sdk'";
  const line =
    Number.parseInt(version, 10) <= 6
      ? `experimental_telemetry: observatoryTelemetry() ${from}, in each call`
      : `registerTelemetry(observatoryTelemetry()), the one of 'ai', the other ${from}${isNext ? ', in instrumentation.ts' : ''}`;
  return `${line}; see docs/ai-sdk.md`;
}
