import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { check, countExecutions, type LoadCheck, type Target } from './check.ts';
import type { Delivery } from './deliver.ts';
import { grpcDelivery } from './deliver-grpc.ts';
import { httpDelivery } from './deliver-http.ts';
import { acknowledgedRecords, type Ledger, newLedger, type StreamName } from './ledger.ts';
import { type LoadOptions, type ResolvedOptions, resolveLoadOptions } from './load-options.ts';
import { SPANS_OF_HTTP } from './plain-http.ts';
import { type Request, requestMaker } from './requests.ts';

/** Between attempts, where the receiver says nothing: doubled each time, with a spread, as exporters do. */
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2000;

/** Waits so long, or until the signal is aborted. */
const pause = (ms: number, signal?: AbortSignal) => setTimeout(ms, undefined, { signal }).catch(() => {});

/** Starts a load; see `Load`. Throws where the options are wrong, or an address is not on loopback. */
export function startLoad(options: LoadOptions): Load {
  return new Load(resolveLoadOptions(options));
}

/**
 * Traffic to OTLP addresses with numbered ids, and a ledger of what was acknowledged. What is refused for now is sent
 * again with the same bytes, as OpenTelemetry's exporters do, for as long as the load runs.
 */
export class Load {
  readonly options: ResolvedOptions;
  readonly ledger: Ledger;
  /** Nanoseconds from sending a request to its acknowledgement; attempts that failed are not in it. */
  readonly latency: RecordableHistogram = createHistogram();
  /** Requests sent again. */
  resent = 0;
  /** Requests that will never be taken; the first ends the load. */
  refused = 0;
  /** Why a request was last refused, for good or for now. */
  lastRefusal: string | null = null;
  /** `performance.now()` of the first request and of the newest acknowledgement. */
  readonly startedMs = performance.now();
  acknowledgedMs = this.startedMs;
  /** Resolves when all of it is sent, or the load was stopped. */
  readonly done: Promise<void>;
  // Runs end when they are sent, so the first began before the load.
  readonly #beganMs = Date.now() - 60_000;
  readonly #deliveries: readonly Delivery[];
  readonly #stopping = new AbortController();
  readonly #nextJob: () => readonly Request[];
  #planned = 0;
  #turn = 0;

  constructor(options: ResolvedOptions) {
    this.options = options;
    this.ledger = newLedger({
      runSpans: options.calls + 1,
      httpSpans: SPANS_OF_HTTP,
      series: options.series,
    });
    this.#nextJob = requestMaker(options, this.ledger);
    this.#deliveries = options.urls.map((url) =>
      options.protocol === 'grpc'
        ? grpcDelivery({ ...options, url, key: options.key })
        : httpDelivery({ ...options, url, key: options.key, encoding: options.protocol }),
    );
    const ended = new AbortController();
    if (options.durationS !== undefined) {
      void pause(options.durationS * 1000, ended.signal).then(() => this.#stopping.abort());
    }
    this.done = Promise.all(Array.from({ length: options.senders }, () => this.#send())).then(() => {
      ended.abort();
      for (const delivery of this.#deliveries) delivery.close();
    });
  }

  /** Records that were acknowledged, by kind: spans of runs and of plain requests, lines, events, points. */
  get acknowledged(): Readonly<Record<StreamName, number>> {
    return acknowledgedRecords(this.ledger);
  }

  /** Stops sending and waits for what is under way; what is not acknowledged by then does not count. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.done;
  }

  /** Looks for everything acknowledged: through a hub's API by its address, or in its database. */
  check(target: Target): Promise<LoadCheck> {
    return check(this.ledger, target, this.#access);
  }

  /**
   * Waits until every acknowledged run can be asked for as an execution and nothing is lost, or the time is over. Gives the
   * last check, and the milliseconds from now until the executions were all there (null: never).
   */
  async settled(
    target: Target,
    timeoutMs = 60_000,
  ): Promise<LoadCheck & { readonly queryableMs: number | null }> {
    const startedMs = performance.now();
    const elapsedMs = () => performance.now() - startedMs;
    const { size } = this.ledger.runs.acknowledged;
    const isFolded = async () => (await countExecutions(this.ledger, target, this.#access)) >= size;
    while (!(await isFolded())) {
      if (elapsedMs() > timeoutMs) return { ...(await this.check(target)), queryableMs: null };
      await pause(50);
    }
    const queryableMs = elapsedMs();
    for (;;) {
      const checked = await this.check(target);
      if (checked.lost === 0 || elapsedMs() > timeoutMs) return { ...checked, queryableMs };
      await pause(200);
    }
  }

  get #access() {
    return { key: this.options.key, sinceMs: this.#beganMs };
  }

  async #send(): Promise<void> {
    const { signal } = this.#stopping;
    const { rate, count } = this.options;
    while (!signal.aborted && (count === undefined || this.#planned < count)) {
      const dueMs = rate === 0 ? 0 : this.startedMs + (this.#planned * 1000) / rate;
      const requests = this.#nextJob();
      for (const { stream, counters } of requests) {
        this.#planned += (counters.to - counters.from) * stream.recordsEach;
      }
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) await pause(waitMs, signal);
      for (const request of requests) await this.#deliver(request);
    }
  }

  async #deliver({ signal, body, stream, counters }: Request): Promise<void> {
    const { signal: stopping } = this.#stopping;
    for (let attempt = 0; !stopping.aborted; attempt += 1) {
      const delivery = this.#deliveries[this.#turn++ % this.#deliveries.length];
      if (delivery === undefined) return;
      const sentMs = performance.now();
      const outcome = await delivery.deliver(signal, body);
      if (outcome.kind === 'acknowledged') {
        stream.acknowledged.add(counters);
        this.acknowledgedMs = performance.now();
        this.latency.record(Math.max(1, Math.round((this.acknowledgedMs - sentMs) * 1e6)));
        return;
      }
      this.lastRefusal = outcome.reason;
      if (outcome.kind === 'refused') {
        this.refused += 1;
        this.#stopping.abort();
        return;
      }
      this.resent += 1;
      const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt) * (0.8 + Math.random() * 0.4);
      await pause(outcome.afterMs ?? waitMs, stopping);
    }
  }
}
