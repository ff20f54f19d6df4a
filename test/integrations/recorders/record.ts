import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pythonPackages, runPython } from './python.ts';
import { type Made, run, versionOf } from './run.ts';
import { recordedPackages } from './subjects.ts';

/**
 * Writes what the real packages make into hub/src/normalise/recordings, a file for each package and version:
 * `node test/integrations/recorders/record.ts [words of names]`.
 */
const folder = join(import.meta.dirname, '../../../hub/src/normalise/recordings');
const words = process.argv.slice(2);
const chosen = (name: string) => words.length === 0 || words.some((word) => name.includes(word));

for (const one of recordedPackages) {
  const file = `${one.name.replace(/^@/, '').replace('/', '-')}${one.beside ?? ''}@${versionOf(one)}`;
  if (chosen(file)) write(file, await run(one));
}
for (const one of pythonPackages) {
  const file = `python-${one.name}@${one.version}`;
  if (chosen(file)) write(file, await runPython(one));
}

function write(name: string, made: Made): void {
  mkdirSync(folder, { recursive: true });
  const major = name.replace(/(@\d+\.\d+).*/, '$1.');
  for (const old of readdirSync(folder)) if (old.startsWith(major)) rmSync(join(folder, old));
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(made, withoutPaths, 1)}\n`);
  process.stdout.write(`${name}: ${Object.keys(made).join(', ')}\n`);
}

/** Stacks name folders of the machine that recorded. */
function withoutPaths(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll(/\n\s+at [^\n]*|\n {2}File "[^\n]*/g, '') : value;
}
