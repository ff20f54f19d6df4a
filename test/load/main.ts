import { CommanderError } from 'commander';
import pg from 'pg';
import { type LoadArguments, readArguments } from './arguments.ts';
import { type Load, startLoad } from './load.ts';
import { isWhole, reportOf, reportText } from './report.ts';

const PROGRESS_MS = 2000;

function parsed(): { args: LoadArguments; load: Load } {
  try {
    const args = readArguments(process.argv.slice(2), process.env);
    return { args, load: startLoad(args.load) };
  } catch (error) {
    // Commander has said what is wrong by itself.
    if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
    process.stderr.write(`error: ${error instanceof Error ? error.message : error}\n`);
    process.exit(2);
  }
}

const cpuBefore = process.cpuUsage();
const { args, load } = parsed();
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
  if (args.database !== null) {
    const client = new pg.Client(args.database);
    await client.connect();
    return load.settled(client, args.settleS * 1000).finally(() => client.end());
  }
  return args.hub === null ? null : load.settled(args.hub, args.settleS * 1000);
}

try {
  const report = reportOf(load, user + system, await settled());
  process.stdout.write(`${args.json ? JSON.stringify(report, null, 2) : reportText(report)}\n`);
  process.exitCode = isWhole(report) ? 0 : 1;
} catch (error) {
  process.stdout.write(`${reportText(reportOf(load, user + system, null))}\n`);
  process.stderr.write(`nothing could be checked: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
