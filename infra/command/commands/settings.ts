import { Command } from 'commander';
import { stringify } from 'yaml';
import { type SettingsOptions, settingsOf, withSettings } from '../settings-options.ts';

/** `observatory settings`: the effective settings. */
export function settingsCommand(): Command {
  return withSettings(new Command('settings'))
    .description('print the effective settings and where each came from')
    .action(async (options: SettingsOptions) => {
      const { settings } = await settingsOf(options);
      process.stdout.write(stringify(settings, { lineWidth: 0 }));
    });
}
