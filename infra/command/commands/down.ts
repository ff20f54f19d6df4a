import { Command } from 'commander';
import { runnerOfStarted, type TargetOptions } from '../local-stack.ts';
import { withSettings } from '../settings-options.ts';

/** `observatory down`: stops the stack. */
export function downCommand(): Command {
  return withSettings(new Command('down'))
    .description('stop the stack; its data is kept')
    .option('--target <name>', 'compose or process; without it how it was started')
    .option('--volumes', 'delete its data, too')
    .action(async (options: TargetOptions & { readonly volumes?: boolean }) => {
      const say = (line: string) => process.stdout.write(`${line}\n`);
      const { runner } = await runnerOfStarted(options);
      const ran = await runner.down({ volumes: options.volumes === true, say });
      const data = options.volumes ? 'its data is deleted' : 'its data is kept';
      say(ran ? `Stopped; ${data}.` : `Nothing was running; ${data}.`);
    });
}
