import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { readSettings } from '../../hub/src/settings.ts';
import { build, hubBuild, isBuilt, pageBuild } from './build.ts';
import { type Child, startChild } from './child.ts';
import { fleetEnvironment } from './fleet-environment.ts';
import { hubNodeArguments } from './hub-node.ts';
import { type HubReady, welcome } from './welcome.ts';

/** `npm start`: the hub on its embedded database, the page, and a fleet of demo agents. */

const root = resolve(import.meta.dirname, '../..');
const DEMO_TIMEOUT_S = '120';
const STOP_MS = 12_000;
const PARENT_CHECK_MS = 500;

const usage = `npm start [-- options]

  --no-fleet           only the hub and the page
  --rate N             runs of demo agents a minute (20)
  --failures SHARE     share of them that fails, 0 to 1 (0.15)
  --seed N             the same seed gives the same sequence of runs (1561)
  --help

Settings of the hub come from the environment: PORT, OBSERVATORY_DATA_DIR and the others of docs/hub-settings.md.
`;

const say = (text: string) => process.stdout.write(`${text}\n`);

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const startedMs = performance.now();
  process.stdout.write(`${what} … `);
  const result = await work();
  say(`${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  return result;
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        'no-fleet': { type: 'boolean' },
        rate: { type: 'string' },
        failures: { type: 'string' },
        seed: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exit(2);
  }
}

async function main(): Promise<void> {
  const { 'no-fleet': noFleet, help, ...fleetOptions } = readArguments();
  if (help) {
    say(usage);
    return;
  }
  const children: Child[] = [];
  let stopping = false;
  const stop = async (code: number) => {
    if (stopping) return;
    stopping = true;
    for (const child of children.toReversed()) await child.stop(STOP_MS);
    if (code === 0) say('Stopped. The data is kept; npm start shows it again.');
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
  // npm that is ended by SIGTERM does not pass it on; then this process has another parent.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) void stop(0);
  }, PARENT_CHECK_MS).unref();

  const stale = [hubBuild(root), pageBuild(root)].filter((one) => !isBuilt(one));
  if (stale.length > 0) await timed('Building hub and page', () => Promise.all(stale.map(build)));
  const { apiKey } = readSettings(process.env, process.cwd());
  const hub = startChild({
    script: join(root, 'hub/dist/main.js'),
    args: [],
    node: hubNodeArguments,
    env: {
      OBSERVATORY_EXECUTION_TIMEOUT: process.env.OBSERVATORY_EXECUTION_TIMEOUT || DEMO_TIMEOUT_S,
      // Nobody but this machine's users reaches it, and a first look should ask for nothing; a key turns it on.
      ENABLE_AUTH: process.env.ENABLE_AUTH || String(apiKey !== null),
    },
    keepsLog: true,
  });
  children.push(hub);
  const ready = (await timed('Starting the hub and its database', () => hub.ready)) as HubReady;
  const logFile = join(ready.dataDir, 'hub.log');
  hub.logTo(logFile);
  void hub.exited.then(({ code, stderr }) => {
    if (stopping) return;
    process.stderr.write(`\nThe hub ended (code ${code}); its log is ${logFile}.\n${stderr}`);
    void stop(1);
  });
  if (!noFleet) children.push(startFleet(ready, apiKey, fleetOptions));
  say(welcome(ready, !noFleet, process.env));
}

function startFleet(
  ready: HubReady,
  apiKey: string | null,
  options: Record<string, string | boolean | undefined>,
): Child {
  const args = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  );
  const fleet = startChild({
    script: join(root, 'examples/agents/src/main.ts'),
    args: ['--quiet', ...args],
    env: fleetEnvironment(process.env, {
      endpoint:
        ready.otlpHttpPort === null
          ? ready.url
          : `${ready.url.split(':')[0]}://localhost:${ready.otlpHttpPort}`,
      apiKey,
    }),
  });
  passOnNotes(fleet);
  void fleet.exited.then(({ code, stderr }) => {
    if (code !== 0 && code !== null)
      process.stderr.write(`\nThe demo fleet ended (code ${code}).\n${stderr}\n`);
  });
  return fleet;
}

/** What the fleet's shim says of its telemetry (where it goes, that it is refused) would else be read by nobody. */
function passOnNotes({ process: { stderr } }: Child): void {
  if (stderr === null) return;
  createInterface({ input: stderr }).on('line', (line) => {
    if (line.startsWith('[observatory]')) process.stderr.write(`The demo fleet: ${line}\n`);
  });
}

main().catch((error) => {
  process.stderr.write(`\n${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
});
