import { currentConfig } from '../config/current-config.ts';
import { healthOverhead } from '../metrics/overhead.ts';
import { serialise } from '../safe/serialise.ts';
import { tallyOf, waiting } from '../setup/delivery.ts';
import { scrapeMetrics } from '../setup/init.ts';
import { CachedCheck, type Check, type CheckOptions, type Outcome } from './check.ts';

/** What `createHealth` is told. */
export interface HealthOptions {
  /** By name, such as `database`. */
  readonly checks?: Readonly<Record<string, Check | CheckOptions>> | undefined;
  /** Longest time of a check in milliseconds; 2000 unless given. */
  readonly timeoutMs?: number | undefined;
  /** How long what a check has found is given again, in milliseconds; 1000 unless given. */
  readonly cacheMs?: number | undefined;
  /** `OTEL_SERVICE_VERSION` unless given. */
  readonly version?: string | undefined;
  /** What `/status` says besides; anything that JSON can hold. */
  readonly details?: (() => unknown) | undefined;
}

/** An answer over HTTP. */
export interface HealthAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a service says of itself (AE4); adapters put it into servers. */
export interface Health {
  /** Whether the service lives: 200, or 503 where a critical check fails that is not `readyOnly`. */
  health(): Promise<HealthAnswer>;
  /** Whether it should be given work: all checks, and not draining. */
  ready(): Promise<HealthAnswer>;
  /** Version, uptime, memory, each check with its counts, telemetry, and `details`. Always 200. */
  status(): Promise<HealthAnswer>;
  /** The shim's metrics in Prometheus' text format; 404 where there are none to scrape. */
  metrics(): Promise<HealthAnswer>;
  /** From now on `/ready` says no, so that a load balancer sends no more requests before the process ends. */
  drain(): void;
}

const DEFAULT_TIMEOUT_MS = 2000;
const DEFAULT_CACHE_MS = 1000;
const LONGEST_DETAILS = 10_240;

/** Answers for `/health`, `/ready`, `/status` and `/metrics` of a service. They never reject. */
export function createHealth(options: HealthOptions = {}): Health {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, cacheMs = DEFAULT_CACHE_MS } = options;
  const startedAt = new Date();
  const start = performance.now();
  const checks = new Map(
    Object.entries(options.checks ?? {}).map(([name, check]) => [
      name,
      new CachedCheck(check, timeoutMs, cacheMs),
    ]),
  );
  let draining = false;

  const outcomes = async (wanted: (check: CachedCheck) => boolean): Promise<Found[]> =>
    Promise.all(
      [...checks]
        .filter(([, check]) => wanted(check))
        .map(async ([name, check]) => ({ name, check, outcome: await check.outcome() })),
    );
  const probe = (found: readonly Found[], drained: boolean): HealthAnswer => {
    const status = drained ? 'unavailable' : verdictOf(found);
    return json(status === 'unavailable' ? 503 : 200, {
      status,
      ...(drained && { draining: true }),
      checks: Object.fromEntries(found.map(({ name, outcome: { ok, detail } }) => [name, { ok, detail }])),
    });
  };

  return {
    health: async () => {
      const found = await outcomes(({ readyOnly }) => !readyOnly);
      return timed(() => probe(found, false));
    },
    ready: async () => {
      const found = await outcomes(() => true);
      return timed(() => probe(found, draining));
    },
    status: async () => {
      const found = await outcomes(() => true);
      const config = currentConfig();
      return json(200, {
        status: draining ? 'unavailable' : verdictOf(found),
        service: config.serviceName,
        version: options.version ?? config.serviceVersion,
        started_at: startedAt.toISOString(),
        uptime_seconds: Math.round((performance.now() - start) / 1000),
        node: process.version,
        memory_bytes: process.memoryUsage.rss(),
        draining,
        checks: Object.fromEntries(found.map(({ name, check, outcome }) => [name, full(check, outcome)])),
        telemetry: { waiting: waiting(), dropped: dropped() },
        ...(options.details && { details: detailsOf(options.details) }),
      });
    },
    metrics: async () => {
      const text = await scrapeMetrics().catch(() => null);
      return text === null
        ? answer(404, 'text/plain; charset=utf-8', 'metrics are switched off, or not those of the shim\n')
        : answer(200, 'text/plain; version=0.0.4; charset=utf-8', text);
    },
    drain: () => {
      draining = true;
    },
  };
}

/** Notes how long an answer took (AE6); what the checks wait for is the service's own. */
function timed(answering: () => HealthAnswer): HealthAnswer {
  const start = performance.now();
  const given = answering();
  healthOverhead.note(performance.now() - start);
  return given;
}

interface Found {
  readonly name: string;
  readonly check: CachedCheck;
  readonly outcome: Outcome;
}

function verdictOf(found: readonly Found[]): 'ok' | 'degraded' | 'unavailable' {
  const failed = found.filter(({ outcome }) => !outcome.ok);
  if (failed.some(({ check }) => check.critical)) return 'unavailable';
  return failed.length > 0 ? 'degraded' : 'ok';
}

function full({ critical, runs, failures }: CachedCheck, outcome: Outcome) {
  const { ok, detail, checkedAt, durationMs } = outcome;
  return {
    ok,
    detail,
    critical,
    runs,
    failures,
    checked_at: checkedAt.toISOString(),
    duration_ms: durationMs,
  };
}

/** Records of the shim that were not delivered, by signal. */
function dropped() {
  const of = (signal: 'traces' | 'metrics' | 'logs') => {
    const { droppedFull, droppedFailed, droppedRejected } = tallyOf(signal);
    return droppedFull + droppedFailed + droppedRejected;
  };
  return { traces: of('traces'), metrics: of('metrics'), logs: of('logs') };
}

function detailsOf(details: () => unknown): unknown {
  try {
    return JSON.parse(serialise(details(), LONGEST_DETAILS));
  } catch {
    return '[unreadable]';
  }
}

function json(status: number, body: object): HealthAnswer {
  return answer(status, 'application/json; charset=utf-8', `${JSON.stringify(body)}\n`);
}

function answer(status: number, contentType: string, body: string): HealthAnswer {
  return { status, headers: { 'content-type': contentType, 'cache-control': 'no-store' }, body };
}
