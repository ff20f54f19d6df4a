import { relative, resolve } from 'node:path';
import { Command } from 'commander';
import { allArtifacts } from '../../render/artifacts.ts';
import { writeArtifacts } from '../../render/write-artifacts.ts';
import { CommandError } from '../command-error.ts';
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
      const out = resolve(options.out);
      try {
        const { files, changed, removed } = writeArtifacts(allArtifacts(settings), out);
        const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
        process.stdout.write(
          `${files} files in ${relative(process.cwd(), out) || '.'} (${changed} written, ${removed} removed), ${seconds} s\n`,
        );
      } catch (error) {
        const { code, path } = error as NodeJS.ErrnoException;
        if (code === undefined) throw error;
        throw new CommandError(`${path ?? out}: expected a folder that can be written; got ${code}`);
      }
    });
}
