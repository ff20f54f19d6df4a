import { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { interrupt } from '../interrupt.ts';
import { runnerOfStarted, type TargetOptions } from '../local-stack.ts';
import { withSettings } from '../settings-options.ts';

interface LogsCommandOptions extends TargetOptions {
  readonly follow?: boolean;
  readonly lines: string;
}

/** `observatory logs`: what the servers write. */
export function logsCommand(): Command {
  return withSettings(new Command('logs'))
    .description('print what the servers wrote, or one of them')
    .argument('[name]', 'server')
    .option('-f, --follow', 'go on printing until Ctrl-C')
    .option('-n, --lines <count>', 'last lines of each', '100')
    .option('--target <name>', 'compose or process; without it how it was started')
    .action(async (name: string | undefined, options: LogsCommandOptions) => {
      if (!/^\d{1,6}$/.test(options.lines)) {
        throw new CommandError(
          `--lines: expected a whole number from 0 to 999999; got ${JSON.stringify(options.lines)}`,
        );
      }
      const { runner } = await runnerOfStarted(options);
      await runner.logs({
        server: name ?? null,
        lines: Number(options.lines),
        follow: options.follow === true,
        signal: interrupt(),
      });
    });
}
