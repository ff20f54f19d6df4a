import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { isAlive } from './is-alive.ts';
import type { PostgresBinaries } from './packaged-binaries.ts';
import { runProgram } from './run-program.ts';
import { type Log, slowly } from './slowly.ts';

/** What is sent to a server that a killed hub left running, and how long each may take. */
const steps: readonly (readonly [signal: NodeJS.Signals, waitMs: number])[] = [
  ['SIGINT', 10_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 2_000],
];

/**
 * Stops the PostgreSQL that still runs on `cluster`, if one does. The caller holds the folder's lock, so it can only
 * be one whose hub was killed. A pid file that names a process of another kind is removed: the number was given
 * again, and the server would take that process for its predecessor.
 */
export async function stopLeftServer(cluster: string, binaries: PostgresBinaries, log: Log): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  const pid = readPid(pidFile);
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    // There a process's arguments cannot be read; pg_ctl checks by itself what the number stands for.
    await runProgram(binaries.pgCtl, ['stop', '-D', cluster, '-m', 'fast', '-t', '15'], { user: undefined });
    return;
  }
  if (isServerOn(pid, cluster)) {
    log(`Stopping the PostgreSQL (process ${pid}) that an earlier hub left on ${cluster}`);
    await slowly(
      log,
      `Waiting for PostgreSQL process ${pid} to stop`,
      stopAll([pid], () => isServerOn(pid, cluster)),
    );
  }
  // Killed outright, a server leaves processes that end by themselves unless they are busy.
  const orphans = serverProcesses(cluster);
  await stopAll(orphans, () => orphans.some((orphan) => serverProcesses(cluster).includes(orphan)), 1);
  if (process.platform === 'linux' && isAlive(pid)) rmSync(pidFile, { force: true });
}

async function stopAll(pids: readonly number[], running: () => boolean, firstStep = 0): Promise<void> {
  if (pids.length === 0) return;
  for (const [signal, waitMs] of steps.slice(firstStep)) {
    for (const pid of pids) signalProcess(pid, signal);
    const deadline = performance.now() + waitMs;
    while (performance.now() < deadline) {
      if (!running()) return;
      await sleep(10);
    }
  }
  throw new EmbeddedPostgresError(
    'StartFailed',
    `PostgreSQL process ${pids.join(', ')} still runs on the data folder and does not stop. Stop it by hand.`,
  );
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone meanwhile, or another user's: `running` decides.
  }
}

function readPid(pidFile: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
    return pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Whether process `pid` is a PostgreSQL server with this data folder: in its arguments, or as its working folder. */
function isServerOn(pid: number, cluster: string): boolean {
  if (!isAlive(pid)) return false;
  const args = commandLine(pid);
  if (!/^postgres(\.exe)?$/.test(basename(args[0] ?? ''))) return false;
  const flag = args.indexOf('-D');
  return (flag > 0 && args[flag + 1] === cluster) || worksIn(pid, cluster);
}

/** All PostgreSQL processes with this working folder, where the system tells (Linux). */
function serverProcesses(cluster: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 1 && worksIn(pid, cluster) && readProc(pid, 'comm').startsWith('postgres'));
}

function worksIn(pid: number, folder: string): boolean {
  try {
    const here = statSync(`/proc/${pid}/cwd`);
    const there = statSync(folder);
    return here.dev === there.dev && here.ino === there.ino;
  } catch {
    // Ended, no /proc, or a process that this user may not look into.
    return false;
  }
}

/** Empty for a process that ended and was not collected by its parent. */
function commandLine(pid: number): string[] {
  if (process.platform === 'linux') return readProc(pid, 'cmdline').split('\0');
  try {
    const line = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    // ps joins the arguments by spaces: cut where this module's own launch has its flags.
    return line.split(/ (?=-[Dc] )| (?<=-[Dc] )/);
  } catch {
    return [];
  }
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
