import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pythonWith } from '../../support/python.ts';
import { type Made, runProgram } from './run.ts';

/** A package of PyPI whose spans are recorded; its program has its name. */
export interface PythonPackage {
  readonly name: string;
  readonly version: string;
}

const folder = join(import.meta.dirname, 'python');
const requirements = readFileSync(join(folder, 'requirements.txt'), 'utf8');

function pinned(name: string): PythonPackage {
  const version = requirements.match(new RegExp(`^${name}==(\\S+)`, 'm'))?.[1];
  if (version === undefined) throw new Error(`${name} is not in python/requirements.txt`);
  return { name, version };
}

/** All packages of PyPI that are recorded. */
export const pythonPackages: readonly PythonPackage[] = [
  pinned('opentelemetry-instrumentation-openai-v2'),
  pinned('opentelemetry-instrumentation-openai'),
  pinned('openinference-instrumentation-openai'),
  pinned('pydantic-ai-slim'),
];

/** Runs a package's program against the replay server and gives what it made. */
export function runPython({ name }: PythonPackage): Promise<Made> {
  const python = pythonWith('recorders', requirements.trim().split('\n'));
  return runProgram(python, ['-B', join(folder, `${name}.py`)]);
}
