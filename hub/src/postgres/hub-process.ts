import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** What the program reports: the running server, or why there is none. */
interface Report {
  readonly server?: number;
  readonly error?: { readonly code: string; readonly pid?: number; readonly message: string };
}

interface HubProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly report: Promise<Report>;
  end(signal: NodeJS.Signals): Promise<void>;
}

const modulePath = new URL('./embedded-postgres.ts', import.meta.url).href;
/** Ends with its standard input, and so with the test that started it. The line "throw" is a bug that nobody catches. */
const program = `
import { startEmbeddedPostgres } from ${JSON.stringify(modulePath)};
process.stdin.on('end', () => process.exit()).on('data', (line) => { throw new Error(String(line)); });
try {
  const { pid } = await startEmbeddedPostgres({ dataDir: process.argv[1], log() {}, address: 'http://127.0.0.1:3001' });
  console.log(JSON.stringify({ server: pid }));
} catch (error) {
  console.log(JSON.stringify({ error: { code: error.code, pid: error.pid, message: error.message } }));
  process.exit(1);
}
`;

/** For tests: another Node process that holds `dataDir` with a server until it is ended. */
export function startHubProcess(dataDir: string): HubProcess {
  const args = ['--conditions=@observatory/source', '--input-type=module', '-e', program, dataDir];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const { pid } = child;
  if (pid === undefined) throw new Error('node did not start');
  const exited = once(child, 'exit');
  const line = once(createInterface({ input: child.stdout }), 'line');
  return {
    child,
    pid,
    report: line.then(([text]) => JSON.parse(text)),
    async end(signal) {
      child.kill(signal);
      await exited;
    },
  };
}
