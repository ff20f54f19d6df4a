import { currentConfig, loadConfig } from '../config/current-config.ts';
import { UNKNOWN_SERVICE } from '../config/read-config.ts';
import type { ShimConfig, Signal } from '../config/shim-config.ts';
import { flushStream } from '../events/stream.ts';
import { instrument, reachEsModules } from '../instrumentation/instrument.ts';
import { reportInstrumentation } from '../instrumentation/report.ts';
import { refreshLateMeters } from '../metrics/late-observable.ts';
import { runBeforeFlush } from './before-flush.ts';
import { adviceFor } from './beside/advice.ts';
import { flushBeside, hasProcessor, waitingBeside } from './beside/beside.ts';
import { flushOthers } from './beside/flush-others.ts';
import { otherSystem } from './beside/other-system.ts';
import { resourceFor, serviceIn } from './beside/resource-beside.ts';
import { withinDeadline } from './deadline.ts';
import { afterDrops, observeDrops, tallyOf, waiting } from './delivery.ts';
import type { InitOptions } from './init-options.ts';
import { abandonRequests, whileEnding } from './last-requests.ts';
import { onCrash } from './last-words.ts';
import { loadFromFile } from './load-from-file.ts';
import { importSdk, requireSdk } from './load-sdk.ts';
import { onProcessEnd } from './process-end.ts';
import { observeOwnProcess } from './process-metrics.ts';
import { processWide } from './process-wide.ts';
import { foreignSignals, noProviders, type Providers, registerProviders } from './providers.ts';
import type { Queued } from './queued-provider.ts';
import { say, sayOnce } from './say.ts';
import { type ScrapeServer, startScrapeServer } from './scrape-server.ts';
import { scrapeSettings } from './scrape-settings.ts';
import { showSdkMessages } from './sdk-messages.ts';
import { summary } from './summary.ts';

interface Running {
  readonly config: ShimConfig;
  /** Signals for which the application has a provider. */
  readonly foreign: readonly Signal[];
  readonly providers: Providers;
  readonly scrapeServer: ScrapeServer | null;
  readonly release: () => void;
}

interface Lifecycle {
  starting?: Promise<Running | null> | undefined;
  ending?: Promise<void> | undefined;
}
const signals = ['traces', 'metrics', 'logs'] as const;
const shared = processWide('init', (): Lifecycle => ({}));

/**
 * Sets telemetry up once: providers, exporters, context, the scrape port, the flush at the end of the
 * process. A second call changes nothing. Where the application has a provider of its own for a signal, the
 * shim registers none for it and works through that one. Never rejects.
 */
export async function init(options: InitOptions = {}): Promise<void> {
  // What starts while the former ends would be ended with it.
  if (shared.ending !== undefined) await shared.ending;
  shared.starting ??= start(options).catch((error: unknown) => {
    say(
      `telemetry could not be set up and stays off: ${error instanceof Error ? error.message : String(error)}`,
    );
    return null;
  });
  await shared.starting;
}

/**
 * Sends what is waiting, to subscribers of `eventStream` and with providers of the application too, for at most
 * `OBSERVATORY_FLUSH_TIMEOUT`. Never rejects.
 */
export async function flush(): Promise<void> {
  const running = await shared.starting;
  const others = running?.foreign ?? [];
  await Promise.all([
    flushOwn(),
    others.length > 0 && withinDeadline(flushOthers(others), currentConfig().flushTimeoutMs),
  ]);
}

/** As `flush`, but for providers of the application, which see to themselves. */
export async function flushOwn(): Promise<void> {
  const running = await shared.starting;
  runBeforeFlush();
  const isSending = running || hasProcessor('traces') || hasProcessor('logs');
  await Promise.all([flushStream(), isSending && sendWaiting(running?.providers)]);
}

/** The shim's metrics in Prometheus' text format; null where there are none to scrape. */
export async function scrapeMetrics(): Promise<string | null> {
  const running = await shared.starting;
  return (await running?.providers.scrape?.()) ?? null;
}

/** As `flushOwn`, when the process is about to end. */
function lastFlush(): Promise<void> {
  return whileEnding(flushOwn);
}

/** Sends what is waiting and ends telemetry; a later `init` starts it anew. Never rejects. */
export async function shutdown(): Promise<void> {
  shared.ending ??= end().finally(() => {
    shared.ending = undefined;
  });
  await shared.ending;
}

async function end(): Promise<void> {
  const running = await shared.starting;
  running?.release();
  await lastFlush();
  shared.starting = undefined;
  await Promise.allSettled([running?.providers.shutdown(), running?.scrapeServer?.close()]);
}

/** Sends what is waiting, within limits, and says what did not get out. */
async function sendWaiting(providers: Providers | undefined): Promise<void> {
  const { flushTimeoutMs } = currentConfig();
  if (await withinDeadline(Promise.all([providers?.flush(), flushBeside()]), flushTimeoutMs)) return;
  const left = waiting();
  if (left > 0)
    say(`${left} spans and log records could not be sent within ${flushTimeoutMs} ms${afterDrops()}`);
  // Requests that nobody answers would go on to hold their memory, and some of their timers the process.
  abandonRequests();
}

/** All that waits, in the shim's own providers and in its processors beside others. */
function waitingIn(providers: Providers): Queued {
  return {
    takeWaiting: function* () {
      yield* providers.takeWaiting();
      yield* waitingBeside.takeWaiting();
    },
  };
}

async function start(options: InitOptions): Promise<Running | null> {
  const file = (options.env ?? process.env).OTEL_CONFIG_FILE?.trim();
  let config = file ? await loadFromFile(file, options) : loadConfig(options);
  if (!config.enabled) {
    say('telemetry is switched off; log lines go to stdout');
    return null;
  }
  const foreign = foreignSignals().filter((signal) => config.signals[signal]);
  const system = foreign.length > 0 ? otherSystem() : undefined;
  if (config.serviceName === UNKNOWN_SERVICE && system?.resource !== undefined && !file) {
    config = loadConfig({ ...serviceIn(system.resource), ...options });
  }
  const own = signals.filter((signal) => config.signals[signal] && !foreign.includes(signal));
  let providers = noProviders;
  if (own.length > 0 || system === undefined) {
    const sdk = requireSdk() ?? (await importSdk());
    if (system === undefined) showSdkMessages(config);
    providers = registerProviders(config, sdk, own, resourceFor(config, sdk, system));
  }
  refreshLateMeters();
  // All before this line runs at once, so that what is loaded after a call of `init` is instrumented. Where the
  // application has a tracer provider, it would be done twice.
  const wanted = foreign.includes('traces') ? [] : config.instrumentation;
  const instrumented = instrument(wanted);
  await reachEsModules(wanted);
  reportInstrumentation(wanted);
  const scrapeServer = providers.scrape
    ? await startScrapeServer(scrapeSettings(config, options), providers.scrape)
    : null;
  let endObserving = () => {};
  if (own.includes('metrics')) {
    observeDrops();
    endObserving = observeOwnProcess(config);
  }
  const releases = [endObserving];
  if (options.handleProcessEnd !== false) {
    const marker = () => tallyOf('traces').accepted + tallyOf('logs').accepted;
    releases.push(onProcessEnd(lastFlush, marker), onCrash(config, waitingIn(providers)));
  }
  const release = () => {
    for (const undo of releases) undo();
  };
  say(summary(config, scrapeServer?.url, instrumented, system && { name: system.name, signals: foreign }));
  const advice = system && adviceFor(system, foreign);
  if (advice) sayOnce(advice);
  return { config, foreign, providers, scrapeServer, release };
}
