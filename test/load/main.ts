import { CommanderError } from 'commander';
import pg from 'pg';
import { type LoadArguments, readArguments } from './arguments.ts';
import { type Load, startLoad } from './load.ts';
import { resolveLoadOptions } from './load-options.ts';
import { expectListener } from './reachable.ts';
import { isWhole, reportOf, reportText } from './report.ts';

const PROGRESS_MS = 2000;

async function withDatabase<Result>(
  where: pg.ClientConfig,
  use: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client(where);
  await client.connect();
  return use(client).finally(() => client.end());
}

/** Starts the load, once it is known that somebody takes it and somebody can be asked about it. */
async function started(): Promise<{ args: LoadArguments; load: Load }> {
  try {
    const args = readArguments(process.argv.slice(2), process.env);
    resolveLoadOptions(args.load);
    for (const url of args.load.urls) await expectListener(url, 'start a hub, or name another with --to');
    if (args.database !== null) await withDatabase(args.database, () => Promise.resolve());
    else if (args.hub !== null)
      await expectListener(args.hub, 'name the hub that is asked with --hub, or say --no-check');
    return { args, load: startLoad(args.load) };
  } catch (error) {
    // Commander has said what is wrong by itself.
    if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
    process.stderr.write(`error: ${error instanceof Error ? error.message : error}\n`);
    process.exit(2);
  }
}

const { args, load } = await started();
const cpuBefore = process.cpuUsage();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void load.stop());

const sum = () => Object.values(load.acknowledged).reduce((total, count) => total + count, 0);
let before = 0;
const progress = setInterval(() => {
  const now = sum();
  const perS = Math.round(((now - before) * 1000) / PROGRESS_MS);
  before = now;
  const resent = load.resent > 0 ? `, ${load.resent} requests sent again (${load.lastRefusal})` : '';
  process.stderr.write(`${now} acknowledged, ${perS} a second${resent}\n`);
}, PROGRESS_MS);
await load.done;
clearInterval(progress);
const { user, system } = process.cpuUsage(cpuBefore);

async function settled() {
  if (args.database !== null)
    return withDatabase(args.database, (client) => load.settled(client, args.settleS * 1000));
  return args.hub === null ? null : load.settled(args.hub, args.settleS * 1000);
}

try {
  const report = reportOf(load, user + system, await settled());
  process.stdout.write(`${args.json ? JSON.stringify(report, null, 2) : reportText(report)}\n`);
  process.exitCode = isWhole(report) ? 0 : 1;
} catch (error) {
  process.stdout.write(`${reportText(reportOf(load, user + system, null))}\n`);
  process.stderr.write(
    `nothing could be checked: ${error instanceof Error ? error.message : error}\n${args.database === null ? 'Ask the database instead: --database.\n' : ''}`,
  );
  process.exitCode = 1;
}
