import { Command } from 'commander';
import { pagesOf } from '../../../alerts/rules/links.ts';
import { CommandError } from '../command-error.ts';
import { interrupt } from '../interrupt.ts';
import { type SettingsOptions, settingsOf, withSettings } from '../settings-options.ts';
import { type Told, testAlert } from '../test-alert.ts';

/** `observatory alerts`: what concerns who is told. */
export function alertsCommand(): Command {
  return new Command('alerts').description('try who is told of alerts').addCommand(testCommand());
}

function testCommand(): Command {
  return withSettings(new Command('test'))
    .description('send one critical test alert to every receiver, and say whom it reached')
    .addHelpText(
      'after',
      `
The alert is called TestAlert and resolves by itself after a minute: every receiver hears of it twice. The stack must
run; on Kubernetes forward the port first, in another terminal: observatory open alertmanager --target kubernetes.`,
    )
    .action(async (options: SettingsOptions) => {
      const { settings } = await settingsOf(options);
      process.stdout.write(
        'Sent TestAlert; Alertmanager waits half a minute for more before it tells people.\n',
      );
      const told = await testAlert(
        `http://127.0.0.1:${settings.ports.alertmanager}`,
        pagesOf(settings).hub,
        interrupt(),
      );
      process.stdout.write(told.map(({ who, result }) => `${who.padEnd(10)} ${words[result]}\n`).join(''));
      if (told.some(({ result }) => result !== 'told')) {
        throw new CommandError(
          'alerts test: not everybody was told. `observatory logs alertmanager` says why.',
        );
      }
    });
}

const words: Readonly<Record<Told['result'], string>> = {
  told: 'told',
  failed: 'FAILED',
  slow: 'not told in time',
};
