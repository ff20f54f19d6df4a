import { randomBytes } from 'node:crypto';
import { AgentRun } from './agent-run.ts';
import { logsBody, metricsBody, nanos, tracesBody } from './otlp-json.ts';

const hex = (bytes: number) => randomBytes(bytes).toString('hex');
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

export const LOAD_SERVICE = 'acknowledged-load';
/** A counter that goes up by one with each acknowledged request. */
export const LOAD_METRIC = 'load.requests';

/**
 * Sends runs of an agent, log lines and a counter to an OTLP/HTTP address until it is stopped, and remembers what was
 * acknowledged. What is refused is sent again, as OpenTelemetry's exporters do.
 */
export class AcknowledgedLoad {
  readonly traces = new Set<string>();
  readonly lines = new Set<string>();
  /** Milliseconds since the epoch of each acknowledged sample. */
  readonly samples = new Set<number>();
  resent = 0;
  readonly #url: string;
  readonly #everyMs: number;
  readonly #pad: string;
  readonly #headers: Readonly<Record<string, string>>;
  #stopped = false;
  #done: Promise<void> = Promise.resolve();

  constructor(
    url: string,
    {
      everyMs = 50,
      padBytes = 0,
      headers = {},
    }: { everyMs?: number; padBytes?: number; headers?: Record<string, string> } = {},
  ) {
    this.#url = url;
    this.#everyMs = everyMs;
    this.#pad = 'x'.repeat(padBytes);
    this.#headers = headers;
  }

  start(): this {
    this.#done = this.#sendAll();
    return this;
  }

  /** Stops sending; what was not acknowledged until now does not count. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#done;
  }

  async #sendAll(): Promise<void> {
    let count = 0;
    while (!this.#stopped) {
      const run = new AgentRun({ name: 'loaded', startMs: Date.now() - 100, endMs: Date.now() });
      const line = hex(12);
      const now = Date.now();
      count += 1;
      await this.#deliver(
        '/v1/traces',
        tracesBody(LOAD_SERVICE, [run.span({ attributes: { pad: this.#pad } }), run.chat()]),
        () => this.traces.add(run.traceId),
      );
      await this.#deliver(
        '/v1/logs',
        logsBody(LOAD_SERVICE, [
          { timeMs: now, body: `line ${line} ${this.#pad}`, traceId: run.traceId, spanId: run.spanId },
        ]),
        () => this.lines.add(line),
      );
      const point = { startTimeUnixNano: nanos(now - 1000), timeUnixNano: nanos(now), asInt: String(count) };
      await this.#deliver(
        '/v1/metrics',
        metricsBody(LOAD_SERVICE, [
          { name: LOAD_METRIC, sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [point] } },
        ]),
        () => this.samples.add(now),
      );
      await pause(this.#everyMs);
    }
  }

  async #deliver(path: string, body: object, acknowledged: () => void): Promise<void> {
    while (!this.#stopped) {
      const status = await this.#post(path, body);
      if (status === 200) {
        acknowledged();
        return;
      }
      // 400 says that nobody will ever take it.
      if (status === 400) throw new Error(`${path} refused the load for good`);
      this.resent += 1;
      await pause(100);
    }
  }

  async #post(path: string, body: object): Promise<number> {
    try {
      const response = await fetch(this.#url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...this.#headers },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(10_000),
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  }
}
