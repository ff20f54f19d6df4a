import { Command } from 'commander';
import { SettingsError } from '../settings/settings-error.ts';
import { CommandError } from './command-error.ts';
import { costCommand } from './commands/cost.ts';
import { settingsCommand } from './commands/settings.ts';

/** `observatory`: what an operator types. Each subcommand is a file in `commands/`. */
const program = new Command('observatory')
  .description('The observability stack for AI agents.')
  .addCommand(settingsCommand())
  .addCommand(costCommand())
  .showHelpAfterError('(observatory --help lists the commands)');

try {
  await program.parseAsync();
} catch (error) {
  const known = error instanceof CommandError || error instanceof SettingsError;
  process.stderr.write(
    `observatory: ${known ? error.message : error instanceof Error ? error.stack : error}\n`,
  );
  process.exitCode = 1;
}
