import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { type HubCommand, onKubernetes, runHub, whereHubRuns } from '../hub-command.ts';
import { runnerOfStarted, type TargetOptions } from '../local-stack.ts';
import { settingsOf, withSettings } from '../settings-options.ts';

interface BackupOptions extends TargetOptions {
  readonly force?: boolean;
}

/** `observatory backup [FILE]`: what the hub keeps, as one file of mode 0600, while it runs. */
export function backupCommand(): Command {
  return withSettings(new Command('backup'))
    .description('write all that the hub keeps to a file, while it runs; with - to standard output')
    .argument('[file]', 'where to; without it observatory-TIME.backup')
    .option('--force', 'overwrite the file')
    .option('--target <name>', 'compose, process or kubernetes; without it how it was started')
    .addHelpText('after', '\nWhat is in it, and how it comes back: docs/backup.md.')
    .action(async (name: string | undefined, options: BackupOptions) => {
      if (name === '-' && process.stdout.isTTY)
        throw new CommandError('standard output is a terminal: send it to a file or a program.');
      const command = await commandFor(options);
      if (name === '-') {
        process.exitCode = await runHub(command, 'inherit', 'inherit');
        return;
      }
      const file = resolve(
        name ?? `observatory-${new Date().toISOString().replace(/[:.]\d*Z?$|:/g, '')}.backup`,
      );
      if (existsSync(file) && !options.force)
        throw new CommandError(`${file} is there already. Name another file, or overwrite it with --force.`);
      await write(command, file);
    });
}

async function commandFor(options: BackupOptions): Promise<HubCommand> {
  const words = ['backup', '-'];
  if (options.target === 'kubernetes') return onKubernetes((await settingsOf(options)).settings, words);
  const { runner, settings } = await runnerOfStarted(options);
  return whereHubRuns(runner.target, settings, words);
}

/** To a file beside it, which takes its name when it is whole and on disk. */
async function write(command: HubCommand, file: string): Promise<void> {
  const part = `${file}.${randomBytes(4).toString('hex')}.part`;
  const handle = await open(part, 'wx', 0o600).catch((error: Error) => {
    throw new CommandError(`${file} cannot be written: ${error.message}`);
  });
  try {
    const code = await runHub(command, 'inherit', handle.fd);
    if (code !== 0) throw new CommandError(`no backup was made (code ${code}).`);
    await handle.sync();
    await handle.close();
    await rename(part, file);
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(part, { force: true });
    throw error;
  }
  process.stdout.write(`${file} (${((await stat(file)).size / 1e6).toFixed(1)} MB)\n`);
}
