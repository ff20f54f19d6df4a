import { chmod, copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { goEnvironment, goProgram } from './go.ts';
import type { GoModule } from './servers.ts';
import type { Command } from './tool.ts';
import type { Workshop } from './workshop.ts';

/**
 * Builds a module in its own folder of the module cache: `go install` refuses modules with `replace` lines, so the
 * build reads a copy of go.mod in which they are mended. Go verifies every checksum on the way.
 */
export async function buildGoModule(recipe: GoModule, workshop: Workshop): Promise<string> {
  const { work, out, env, run, say } = workshop;
  const go = goProgram(env);
  say(`getting ${recipe.module}@${recipe.moduleVersion}`);
  const { Dir: folder } = JSON.parse(await run(downloadCommand(go, recipe, work))) as { Dir: string };
  const modfile = join(work, 'x.mod');
  await writeFile(modfile, editedGoMod(await readFile(join(folder, 'go.mod'), 'utf8'), recipe));
  await writeFile(join(work, 'x.sum'), await readFile(join(folder, 'go.sum')));
  const source = Object.keys(recipe.missingFiles).length === 0 ? folder : join(work, 'source');
  if (source !== folder) await copyWithMissing(folder, source, recipe.missingFiles);
  say(`building ${recipe.packages.join(' and ')}`);
  await run(buildCommand(go, recipe, { source, modfile, out }));
  return recipe.version;
}

export function downloadCommand(go: string, { module, moduleVersion }: GoModule, work: string): Command {
  return {
    program: go,
    args: ['mod', 'download', '-json', `${module}@${moduleVersion}`],
    cwd: work,
    env: goEnvironment,
  };
}

export function buildCommand(
  go: string,
  { packages, defines }: GoModule,
  at: { readonly source: string; readonly modfile: string; readonly out: string },
): Command {
  const ldflags = ['-s', '-w', ...Object.entries(defines).map(([name, value]) => `-X ${name}=${value}`)];
  return {
    program: go,
    args: [
      'build',
      '-v',
      '-mod=mod',
      `-modfile=${at.modfile}`,
      '-buildvcs=false',
      `-ldflags=${ldflags.join(' ')}`,
      '-o',
      `${at.out}/`,
      ...packages,
    ],
    cwd: at.source,
    env: goEnvironment,
  };
}

/** A go.mod without what only the module's own repository can resolve. */
export function editedGoMod(text: string, { edits }: GoModule): string {
  return edits.reduce((edited, { from, to }) => edited.replace(from, to), text);
}

/** Go refuses to overlay files of its module cache, so a module with missing files is built in a copy. */
async function copyWithMissing(
  from: string,
  to: string,
  missing: Readonly<Record<string, string>>,
): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const copy = join(to, path.slice(from.length));
    await mkdir(dirname(copy), { recursive: true });
    await copyFile(path, copy);
    await chmod(copy, 0o644);
  }
  for (const [path, content] of Object.entries(missing)) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await writeFile(join(to, path), path.endsWith('.gz') ? gzipSync(content) : content);
  }
}
