import { Command } from 'commander';
import { explainSettings } from '../../settings/explain.ts';
import { type SettingsOptions, settingsOf, withSettings } from '../settings-options.ts';

/** `observatory settings`: the effective settings and where each came from. */
export function settingsCommand(): Command {
  return withSettings(new Command('settings'))
    .description('print the effective settings and where each came from')
    .option('--changed', 'only those that are not defaults')
    .option('--json', 'as JSON')
    .action(async (options: SettingsOptions & { changed?: true; json?: true }) => {
      const all = explainSettings(await settingsOf(options));
      const shown = options.changed ? all.filter(({ origin }) => origin !== 'default') : all;
      if (options.json) {
        process.stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
        return;
      }
      const width = Math.max(0, ...shown.map(({ key }) => key.length));
      for (const { key, value, origin } of shown) {
        const text = typeof value === 'string' ? value : JSON.stringify(value);
        process.stdout.write(`${key.padEnd(width)}  ${text}${origin === 'default' ? '' : `  (${origin})`}\n`);
      }
    });
}
