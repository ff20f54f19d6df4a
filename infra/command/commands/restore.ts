import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { runHub, whereHubWillRun } from '../hub-command.ts';
import { runnerOfStarted, type TargetOptions } from '../local-stack.ts';
import { withSettings } from '../settings-options.ts';

/** `observatory restore FILE`: a backup into a hub that has nothing yet and does not run. */
export function restoreCommand(): Command {
  return withSettings(new Command('restore'))
    .description(
      'load a backup into a hub that keeps nothing yet and does not run; with - from standard input',
    )
    .argument('<file>', 'what `observatory backup` wrote')
    .option('--target <name>', 'compose or process; without it how it was started')
    .addHelpText('after', '\nHow to empty what is there, and the steps on Kubernetes: docs/backup.md.')
    .action(async (name: string, options: TargetOptions) => {
      if (options.target === 'kubernetes')
        throw new CommandError(
          '--target: expected compose or process. On Kubernetes a backup is restored by a pod of its own: docs/backup.md has it.',
        );
      const { runner, settings } = await runnerOfStarted(options);
      const command = await whereHubWillRun(runner.target, settings, runner.secretsIn, ['restore', '-']);
      if (name === '-') {
        process.exitCode = await runHub(command, 'inherit', 'inherit');
        return;
      }
      const handle = await open(resolve(name), 'r').catch((error: Error) => {
        throw new CommandError(`${resolve(name)} cannot be read: ${error.message}`);
      });
      try {
        process.exitCode = await runHub(command, handle.fd, 'inherit');
      } finally {
        await handle.close();
      }
    });
}
