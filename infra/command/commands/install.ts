import { Command } from 'commander';
import { cacheFolder, serverNamed } from '../../install/cache.ts';
import { install } from '../../install/install.ts';
import { InstallError } from '../../install/install-error.ts';
import { servers } from '../../install/servers.ts';
import { CommandError } from '../command-error.ts';
import { interrupt } from '../interrupt.ts';

interface Options {
  readonly fromSource?: boolean;
  readonly forTests?: boolean;
}

/** `observatory install`: the servers as programs, for the process target. */
export function installCommand(): Command {
  return new Command('install')
    .description('get the servers that run without Docker into the cache')
    .argument('[names...]', `some of: ${servers.map(({ name }) => name).join(', ')}`)
    .option('--from-source', 'Go modules and Debian packages; needs Go, about 25 minutes the first time')
    .option('--for-tests', 'also what only the tests need')
    .addHelpText(
      'after',
      `
Without --from-source the archives that the projects release on GitHub are taken, and their SHA-256 sums are checked.
That way is not tested where Observatory is developed, because GitHub cannot be reached there; --from-source is.
Everything goes into ${cacheFolder()} (OBSERVATORY_CACHE_DIR names another folder), a folder for each version.
Interrupted, it leaves nothing half-installed; started again, it goes on where it was.`,
    )
    .action(async (names: readonly string[], { fromSource = false, forTests = false }: Options) => {
      const chosen =
        names.length > 0
          ? names.map(serverNamed)
          : servers.filter(({ group }) => group === 'stack' || forTests);
      // A terminal and the starter both send Ctrl-C on: the second must not end what the first stops in order.
      const stop = interrupt();
      const faults: string[] = [];
      for (const server of chosen) {
        try {
          await install(server, {
            env: process.env,
            fromSource: fromSource || server.release === null,
            signal: stop,
            say: (text) => process.stdout.write(`${text}\n`),
          });
        } catch (error) {
          if (stop.aborted) {
            throw new CommandError(
              'stopped; what was finished stays, and the next install goes on from there',
            );
          }
          if (!(error instanceof InstallError)) throw error;
          process.stdout.write(`${server.name.padEnd(14)} FAILED\n`);
          faults.push(error.message);
        }
      }
      if (faults.length > 0) throw new CommandError(faults.join('\n'));
    });
}
