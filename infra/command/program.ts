import { Command } from 'commander';
import { alertsCommand } from './commands/alerts.ts';
import { backupCommand } from './commands/backup.ts';
import { buildCommand } from './commands/build.ts';
import { checkCommand } from './commands/check.ts';
import { costCommand } from './commands/cost.ts';
import { doctorCommand } from './commands/doctor.ts';
import { downCommand } from './commands/down.ts';
import { imagesCommand } from './commands/images.ts';
import { installCommand } from './commands/install.ts';
import { logsCommand } from './commands/logs.ts';
import { openCommand } from './commands/open.ts';
import { restoreCommand } from './commands/restore.ts';
import { secretsCommand } from './commands/secrets.ts';
import { settingsCommand } from './commands/settings.ts';
import { statusCommand } from './commands/status.ts';
import { upCommand } from './commands/up.ts';

/** `observatory`: what an operator types. Each subcommand is a file in `commands/`. */
export const program = new Command('observatory')
  .description('The observability stack for AI agents.')
  .addCommand(settingsCommand())
  .addCommand(costCommand())
  .addCommand(doctorCommand())
  .addCommand(installCommand())
  .addCommand(buildCommand())
  .addCommand(checkCommand())
  .addCommand(alertsCommand())
  .addCommand(secretsCommand())
  .addCommand(imagesCommand())
  .addCommand(upCommand())
  .addCommand(downCommand())
  .addCommand(statusCommand())
  .addCommand(logsCommand())
  .addCommand(openCommand())
  .addCommand(backupCommand())
  .addCommand(restoreCommand())
  .showHelpAfterError('(observatory --help lists the commands)');
