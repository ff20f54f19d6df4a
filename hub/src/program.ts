import { readFileSync } from 'node:fs';
import { isatty as isTerminal } from 'node:tty';
import pino from 'pino';
import { commandHelp, isCommand, runCommand } from './command/run-command.ts';
import { startHub } from './hub.ts';
import { findPageDir } from './page-dir.ts';
import { defaultDataDir } from './postgres/default-data-dir.ts';
import { collectGarbage } from './self/collect-garbage.ts';
import { type SelfWatch, watchItself } from './self/watch.ts';
import type { SelfSettings } from './settings/self.ts';
import { describeSettings, readSettings, SettingsError } from './settings.ts';

/** A second signal after so long is meant to hurry. */
const AGAIN_MS = 1000;
/** A stop may take so long beyond the drain; with it, it stays below `stopS` of infra/components/hub.ts. */
const STOP_LIMIT_MS = 30_000;
/** When a hub that is at rest has done what it does at its start. */
const STARTED_MS = 5000;

/** The hub as a program: settings from the environment, its log as JSON lines, SIGTERM and Ctrl-C stop it. */
async function main(): Promise<void> {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  if (process.argv.includes('--help')) {
    process.stdout.write(help());
    return;
  }
  const env = { ...process.env };
  env.OBSERVATORY_DATA_DIR ||= defaultDataDir(process.cwd());
  const args = process.argv.slice(2);
  if (isCommand(args)) {
    process.exitCode = await runCommand(args, env, process.cwd(), version);
    return;
  }
  const settings = readSettings(env, process.cwd());
  const watch = await watchOf(settings.self, version);
  const log = pino({ name: 'observatory-hub', level: settings.logLevel, ...watch?.logging });
  const pageDir = findPageDir();
  if (pageDir === null)
    log.warn('The page is not built; npm run build -w console builds it. The API works without.');
  // Nobody would see a key that goes to a log.
  const showsFirstKey = process.send !== undefined || isTerminal(process.stderr.fd);
  const starting = startHub({ settings, log, version, pageDir, showsFirstKey });
  let stoppingSince: number | null = null;
  const stop = (reason: string) => {
    if (stoppingSince !== null) {
      // Ctrl-C reaches a program and the one that started it, which then stops it too: that is one wish, not two.
      if (performance.now() - stoppingSince < AGAIN_MS || !reason.startsWith('SIG')) return;
      log.info({ reason }, 'stopping at once');
      starting.then((hub) => hub.hurry()).catch(() => {});
      return;
    }
    stoppingSince = performance.now();
    log.info({ reason }, 'stopping');
    setTimeout(
      () => {
        log.error('stopped without an end of all work: it took too long');
        end(1);
      },
      settings.lifeCycle.drainS * 1000 + STOP_LIMIT_MS,
    ).unref();
    // Also while it starts: a database that is being made must be ended, not left.
    starting
      .then(async (hub) => {
        // Before it closes: what takes it may be this hub.
        await watch?.flush();
        await hub.close();
      })
      .then(
        () => end(0),
        (error) => {
          log.error({ err: error }, 'did not stop cleanly');
          end(1);
        },
      );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
  process.on('disconnect', () => stop('parent ended'));

  const hub = await starting;
  if (stoppingSince !== null) return;
  log.info({ url: hub.url, otlp_http: hub.otlpHttpPort, otlp_grpc: hub.otlpGrpcPort }, 'hub is ready');
  if (hub.firstKey !== null && process.send === undefined) process.stderr.write(firstKeyNotice(hub.firstKey));
  process.send?.({
    type: 'ready',
    firstKey: hub.firstKey,
    url: hub.url,
    otlpHttpPort: hub.otlpHttpPort,
    otlpGrpcPort: hub.otlpGrpcPort,
    databasePid: hub.databasePid(),
    dataDir: settings.dataDir,
  });
  setTimeout(collectGarbage, STARTED_MS).unref();
}

/**
 * Ends this process. Node waits at its end for the threads that compile, and one of these may wait for a collection, for ever
 * (nodejs/node#54918): it gets one.
 */
function end(code: number): never {
  try {
    collectGarbage();
  } finally {
    process.exit(code);
  }
}

/** How the hub tells of itself; what that takes is loaded only where it does. */
async function watchOf({ endpoint, ...rest }: SelfSettings, version: string): Promise<SelfWatch | null> {
  if (endpoint === null) return null;
  const { openWatch } = await import('./self/open-watch.ts');
  const watch = await openWatch({ ...rest, endpoint }, version);
  watchItself(watch);
  return watch;
}

/** The first key, told to whoever sits at the terminal: it is kept nowhere. */
function firstKeyNotice(key: string): string {
  return `\nThe first key of this hub, which may do everything. It is shown this once:\n\n  ${key}\n\n`;
}

function help(): string {
  const rows = describeSettings().map(
    ({ name, meaning, default: value }) => `  ${name}${value ? ` (${value})` : ''}\n      ${meaning}\n`,
  );
  return `observatory-hub: OTLP in, executions out.\n\n${commandHelp}Settings, from the environment:\n\n${rows.join('')}`;
}

main().catch((error) => {
  const known = error instanceof SettingsError || typeof error?.code === 'string';
  process.stderr.write(`\nThe hub did not start.\n${known ? error.message : (error?.stack ?? error)}\n`);
  // At once: the channel to the program that started this one would keep it alive.
  end(1);
});
