import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { endProcesses, haveEnded, signalAll } from '../targets/process/end-processes.ts';
import { runs } from '../targets/process/process-identity.ts';
import { isSupervised, readState, type SupervisorState } from '../targets/process/state.ts';
import { CommandError } from './command-error.ts';

const SPARE_MS = 15_000;

/** Stops the stack in a folder, and what a killed supervisor left of one. Whether anything ran. */
export async function processDown(
  folder: string,
  { volumes, say }: { readonly volumes: boolean; readonly say: (line: string) => void },
): Promise<boolean> {
  const state = readState(folder);
  let ran = false;
  if (state !== null && isSupervised(state)) {
    await stopSupervisor(state, say);
    ran = true;
  } else if (state !== null) {
    ran = await endLeftovers(state, say);
  }
  // Secrets stay, as with Docker: they are no volume.
  if (volumes)
    for (const name of ['data', 'config', 'logs', 'run'])
      rmSync(join(folder, name), { recursive: true, force: true });
  return ran;
}

/** Asks a supervisor to stop everything and waits for that; by force where it does not. */
export async function stopSupervisor(state: SupervisorState, say: (line: string) => void): Promise<void> {
  signalAll([state.supervisor], 'SIGTERM');
  const longestMs = state.servers.reduce((sum, { stopS }) => sum + stopS * 1000, SPARE_MS);
  if (await haveEnded([state.supervisor], longestMs)) return;
  say('The supervisor does not stop: it is ended by force.');
  signalAll([state.supervisor], 'SIGKILL');
  await haveEnded([state.supervisor], SPARE_MS);
  await endLeftovers(state, say);
}

/** Ends servers that outlived their supervisor. Whether there were any. */
export async function endLeftovers(state: SupervisorState, say: (line: string) => void): Promise<boolean> {
  const left = state.servers.filter(({ processes }) => processes.some(runs)).toReversed();
  if (left.length === 0) return false;
  say(`Ending what a killed supervisor left: ${left.map(({ name }) => name).join(', ')}`);
  const ended = await Promise.all(left.map(({ processes, stopS }) => endProcesses(processes, stopS * 1000)));
  const stays = left.filter((_, index) => ended[index] === false);
  if (stays.length > 0) {
    const pids = stays.flatMap(({ processes }) => processes.filter(runs).map(({ pid }) => pid));
    throw new CommandError(
      `processes ${pids.join(', ')} of ${stays.map(({ name }) => name).join(', ')} cannot be ended. End them by hand.`,
    );
  }
  return true;
}
