import { setTimeout as sleep } from 'node:timers/promises';
import { type ProcessIdentity, runs } from './process-identity.ts';

const KILL_MS = 5000;
const LOOK_MS = 25;

/** Sends a signal to each that still runs. */
export function signalAll(processes: readonly ProcessIdentity[], signal: NodeJS.Signals): void {
  for (const one of processes) {
    if (!runs(one)) continue;
    try {
      process.kill(one.pid, signal);
    } catch {
      // Gone meanwhile, or another user's: who waits for its end sees that.
    }
  }
}

/** Whether all have ended within the time. */
export async function haveEnded(processes: readonly ProcessIdentity[], withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (processes.some(runs)) {
    if (performance.now() > deadline) return false;
    await sleep(LOOK_MS);
  }
  return true;
}

/** Ends a server whose processes are given, its own first: asks it, waits, then ends all by force. */
export async function endProcesses(processes: readonly ProcessIdentity[], waitMs: number): Promise<boolean> {
  const [main, ...others] = processes;
  if (main === undefined) return true;
  signalAll([main], 'SIGTERM');
  if (!(await haveEnded([main], waitMs))) signalAll([main], 'SIGKILL');
  await haveEnded([main], KILL_MS);
  // A server that ended in order took the others with it.
  if (await haveEnded(others, LOOK_MS)) return !runs(main);
  signalAll(others, 'SIGTERM');
  if (!(await haveEnded(others, KILL_MS))) signalAll(others, 'SIGKILL');
  return haveEnded(processes, KILL_MS);
}
