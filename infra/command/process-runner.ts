import { join } from 'node:path';
import { LOOPBACK } from '../stack/site.ts';
import { ask } from '../targets/process/ask.ts';
import { lastLines } from '../targets/process/log-file.ts';
import { memoryOf } from '../targets/process/memory.ts';
import { runs } from '../targets/process/process-identity.ts';
import { isSupervised, readState, type ServerState } from '../targets/process/state.ts';
import { CommandError } from './command-error.ts';
import { followFiles, type NamedFile } from './follow-files.ts';
import { processDown } from './process-down.ts';
import { processUp } from './process-up.ts';
import type { LocalStack, Runner, ServerStatus } from './runner.ts';

const ASK_MS = 2000;
const NOTE_LINES = 3;
const SUPERVISOR = 'supervisor';

/** The stack as processes of this machine, under a supervisor. */
export function processRunner(local: LocalStack): Runner {
  const { folder } = local;
  return {
    target: 'process',
    secretsIn: folder,
    address: LOOPBACK,
    up: (options) => processUp(local, options),
    down: (options) => processDown(folder, options),
    async status() {
      const state = readState(folder);
      if (state === null) return null;
      const supervised = isSupervised(state);
      if (!supervised && !state.servers.some(({ processes }) => processes.some(runs))) return null;
      const supervisor: ServerStatus = {
        name: SUPERVISOR,
        state: supervised ? state.phase : 'killed',
        ready: supervised && state.phase === 'running',
        uptimeS: supervised ? secondsSince(state.since) : null,
        restarts: 0,
        url: null,
        ports: {},
        memoryBytes: supervised ? memoryOf([state.supervisor]) : null,
        note: supervised ? null : 'servers are no longer watched; `observatory up` ends and starts them',
      };
      return [supervisor, ...(await Promise.all(state.servers.map(statusOf)))];
    },
    async logs({ server, lines, follow, signal }) {
      const state = readState(folder);
      if (state === null)
        throw new CommandError(`there are no logs in ${folder}: nothing was started there yet.`);
      const files: NamedFile[] = [
        ...state.servers.map(({ name, log }) => ({ name, path: log })),
        { name: SUPERVISOR, path: join(folder, 'logs/supervisor.log') },
      ];
      const wanted = server === null ? files : files.filter(({ name }) => name === server);
      if (wanted.length === 0) {
        throw new CommandError(
          `logs: expected one of ${files.map(({ name }) => name).join(', ')}; got ${JSON.stringify(server)}`,
        );
      }
      await followFiles(wanted, { lines, follow, signal });
    },
  };
}

const secondsSince = (time: string) => Math.round((Date.now() - Date.parse(time)) / 1000);

async function statusOf(server: ServerState): Promise<ServerStatus> {
  const { name, phase, processes, since, restarts, url, ports, log, lastEnd, ready } = server;
  const [main] = processes;
  const alive = main !== undefined && runs(main);
  const why = alive ? await ask(ready, ASK_MS) : null;
  const isReady = alive && why === null;
  const fallen =
    phase === 'restarting' ? `ended (${lastEnd}): ${lastLines(log, NOTE_LINES).join(' / ')}` : null;
  return {
    name,
    state: isReady ? 'ready' : alive && phase === 'ready' ? 'not ready' : phase === 'ready' ? 'ended' : phase,
    ready: isReady,
    uptimeS: alive && since !== null ? secondsSince(since) : null,
    restarts,
    url,
    ports: Object.fromEntries(ports.map((port) => [port.name, port.number])),
    memoryBytes: alive ? memoryOf(processes) : null,
    note: why ?? fallen,
  };
}
