import type { Command } from 'commander';
import { loadSettings } from '../settings/load.ts';
import type { ResolvedSettings } from '../settings/resolve.ts';

export interface SettingsOptions {
  readonly profile?: string;
  readonly file?: string;
  readonly set?: readonly string[];
}

/** Adds the options by which every command takes settings. */
export function withSettings(command: Command): Command {
  return command
    .option('--profile <name>', 'local, small, medium or large')
    .option('--file <path>', 'settings file (observatory.yaml, if it is there)')
    .option(
      '--set <key=value>',
      'one setting; can be given often',
      (value, all: string[]) => [...all, value],
      [],
    );
}

/** The effective settings of a command that has these options. */
export function settingsOf(options: SettingsOptions): Promise<ResolvedSettings> {
  return loadSettings({
    cwd: process.cwd(),
    env: process.env,
    ...(options.file === undefined ? {} : { file: options.file }),
    flags: [...(options.profile === undefined ? [] : [`profile=${options.profile}`]), ...(options.set ?? [])],
  });
}
