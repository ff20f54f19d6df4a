import { takeLock } from './lock.ts';
import { Supervisor } from './supervisor.ts';

/**
 * The supervisor as a program: `supervisor-main.ts FOLDER`. SIGTERM stops everything, SIGUSR2 takes a changed plan over.
 * Ends with 3 where another one has the folder, with 1 where a server did not start. It stays small on purpose: no package
 * is loaded, and Node's compile cache keeps the TypeScript parser out of its memory.
 */
const ANOTHER_RUNS = 3;

const [folder] = process.argv.slice(2);
if (folder !== undefined) await main(folder);

async function main(folder: string): Promise<void> {
  const log = (line: string) => process.stdout.write(`${new Date().toISOString()} ${line}\n`);
  // The log cannot be written on a full disk; the servers are watched all the same.
  process.stdout.on('error', () => {});
  const lock = takeLock(folder);
  if (lock === null) process.exit(ANOTHER_RUNS);
  const supervisor = new Supervisor(folder, log);
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    void supervisor.stop().then(() => process.exit(0));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
  process.on('SIGHUP', () => {});
  process.on('SIGUSR2', () => supervisor.reload());
  const started = await supervisor.start();
  if (!started && !stopping) process.exit(1);
}
