import { askServer, IntegrationFault } from './ask-server.ts';
import { type IntegrationName, type IntegrationUrls, integrationNames } from './integration-names.ts';
import { jsonOrUndefined } from './json-or-undefined.ts';

/** What a server of the stack last answered. */
export interface IntegrationState {
  readonly name: IntegrationName;
  /** Null where the settings name no address. */
  readonly url: string | null;
  /** Null where there is nothing to reach. */
  readonly reachable: boolean | null;
  /** Null where it does not say. */
  readonly version: string | null;
  readonly latencyMs: number | null;
  readonly checkedAtMs: number | null;
  /** Why it is not reachable; null where it is. */
  readonly error: string | null;
}

/** An overview waits for it. */
const TIMEOUT_MS = 800;
const KEPT_MS = 10_000;
const MAX_BYTES = 1024 * 1024;

/** The question whose answer says that a server does its work, below its address, and where it tells its version. */
const questions: Readonly<Record<IntegrationName, { path: string; version: readonly string[] }>> = {
  // Its page: the one thing that is at the same port as the API in every version; a line of it has the version.
  jaeger: { path: '/', version: [] },
  prometheus: { path: '/api/v1/status/buildinfo', version: ['data', 'version'] },
  loki: { path: '/loki/api/v1/status/buildinfo', version: ['version'] },
  grafana: { path: '/api/health', version: ['version'] },
  alertmanager: { path: '/api/v2/status', version: ['versionInfo', 'version'] },
  // The address is that of its health endpoint, which may have a path.
  collector: { path: '', version: [] },
};

/** Asks whether the other servers are there. An answer is kept for ten seconds, and whoever asks meanwhile shares it. */
export class Probes {
  readonly #urls: IntegrationUrls;
  #states: Promise<readonly IntegrationState[]> = Promise.resolve([]);
  #until = 0;

  constructor(urls: IntegrationUrls) {
    this.#urls = urls;
  }

  /** The state of all integrations, configured or not; within a second. Never rejects. */
  states(): Promise<readonly IntegrationState[]> {
    const now = performance.now();
    if (now >= this.#until) {
      this.#until = now + KEPT_MS;
      this.#states = Promise.all(integrationNames.map((name) => probe(name, this.#urls[name])));
    }
    return this.#states;
  }
}

async function probe(name: IntegrationName, url: string | null): Promise<IntegrationState> {
  const unknown = {
    name,
    url,
    reachable: null,
    version: null,
    latencyMs: null,
    checkedAtMs: null,
    error: null,
  };
  if (url === null) return unknown;
  const { path, version } = questions[name];
  const startedMs = performance.now();
  const checked = () => ({
    ...unknown,
    latencyMs: Math.round((performance.now() - startedMs) * 10) / 10,
    checkedAtMs: Date.now(),
  });
  try {
    const text = await askServer(url + path, { timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES });
    const found = name === 'jaeger' ? jaegerVersion(text) : textAt(jsonOrUndefined(text), version);
    return { ...checked(), reachable: true, version: found };
  } catch (error) {
    if (!(error instanceof IntegrationFault)) throw error;
    return { ...checked(), reachable: false, error: error.message };
  }
}

/** Jaeger writes it into its page, as `JAEGER_VERSION = {"gitVersion":"v2.13.0",…}`; '' where it was built by hand. */
function jaegerVersion(page: string): string | null {
  return /JAEGER_VERSION\s*=\s*\{[^}]*"gitVersion":\s*"([^"]{1,40})"/.exec(page)?.[1] ?? null;
}

function textAt(value: unknown, path: readonly string[]): string | null {
  if (path.length === 0) return null;
  const found = path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined),
    value,
  );
  return typeof found === 'string' && found !== '' ? found.slice(0, 80) : null;
}
