import { Command } from 'commander';
import { runnerOfStarted, type TargetOptions } from '../local-stack.ts';
import { withSettings } from '../settings-options.ts';
import { statusTable } from '../status-table.ts';

/** `observatory status`: each server of the running stack. Ends with 1 where one is not ready. */
export function statusCommand(): Command {
  return withSettings(new Command('status'))
    .description('show each server; ends with 1 where one is not ready')
    .option('--target <name>', 'compose or process; without it how it was started')
    .option('--json', 'as JSON')
    .action(async (options: TargetOptions & { readonly json?: boolean }) => {
      const { runner } = await runnerOfStarted(options);
      const servers = await runner.status();
      const ready = servers?.every((server) => server.ready) ?? false;
      if (!ready) process.exitCode = 1;
      if (options.json) {
        const answer = { target: runner.target, running: servers !== null, ready, servers: servers ?? [] };
        process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
      } else {
        process.stdout.write(
          servers === null ? 'Nothing is running. Start it by `observatory up`.\n' : statusTable(servers),
        );
      }
    });
}
