import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { allArtifacts } from '../../render/artifacts.ts';
import { writeArtifacts } from '../../render/write-artifacts.ts';
import { stackSecrets } from '../../stack/secrets.ts';
import { CommandError } from '../command-error.ts';
import { refuseFaultyFiles } from '../secrets-store.ts';
import { type SettingsOptions, settingsOf, withSettings } from '../settings-options.ts';

/** `observatory build`: every file of the stack, for every target. */
export function buildCommand(): Command {
  return withSettings(new Command('build'))
    .description('write every file of the stack: compose, Kubernetes, configuration of each server')
    .option('--out <folder>', 'where to', 'dist')
    .addHelpText(
      'after',
      `
dist/compose, dist/kubernetes and dist/process are the stack with your settings; dist/profiles/NAME is each profile as
it is. The same settings give the same bytes. No secret is in any of them.`,
    )
    .action(async (options: SettingsOptions & { out: string }) => {
      const startedMs = performance.now();
      const { settings } = await settingsOf(options);
      const base = options.file === undefined ? process.cwd() : dirname(resolve(options.file));
      await refuseFaultyFiles(stackSecrets(settings), base);
      const out = resolve(options.out);
      refuseForeign(out);
      try {
        const { files, changed, removed } = writeArtifacts(allArtifacts(settings), out);
        const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
        process.stdout.write(
          `${files} files in ${relative(process.cwd(), out) || '.'} (${changed} written, ${removed} removed), ${seconds} s\n`,
        );
      } catch (error) {
        const { code, path, syscall } = error as NodeJS.ErrnoException;
        if (syscall === undefined) throw error;
        throw new CommandError(`${path ?? out}: expected a folder that can be written; got ${code}`);
      }
    });
}

/** What a build does not write it removes; so it may only write where one wrote before, or nothing is. */
function refuseForeign(out: string): void {
  const file = join(out, 'compose/compose.yaml');
  if (existsSync(file) && readFileSync(file, 'utf8').startsWith('# Made by `observatory build`')) return;
  const foreign = ['compose', 'kubernetes', 'process', 'profiles'].find((name) =>
    existsSync(join(out, name)),
  );
  if (foreign === undefined) return;
  throw new CommandError(
    `--out: expected a folder of an earlier build or one without ${foreign}/, whose files would be removed; got ${out}`,
  );
}
