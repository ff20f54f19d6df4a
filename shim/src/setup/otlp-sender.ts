import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { convertLegacyHttpOptions } from '@opentelemetry/otlp-exporter-base/node-http';
import { noteFailedTry, type Signal, wasReached } from './delivery.ts';
import { isEnding, requestsSignal } from './last-requests.ts';
import { quietened } from './quiet-agent.ts';

const compress = promisify(gzip);
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5000;
/** An answer says at most how much was refused and why. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
/** Worth another try (OTLP specification, "Retryable response codes"). */
const retryable = new Set([429, 502, 503, 504]);

/** A try that failed. `waitMs` is null where another try would fail too. */
class FailedTry extends Error {
  readonly waitMs: number | null | undefined;
  constructor(message: string, waitMs: number | null | undefined) {
    super(message);
    this.waitMs = waitMs;
  }
}

/**
 * Posts OTLP requests to one address, with headers, compression, timeout and certificates from the
 * specification's variables. The SDK's own transport would keep the process alive between its tries.
 */
export class OtlpSender {
  readonly url: string;
  readonly #signal: Signal;
  readonly #options: ReturnType<typeof convertLegacyHttpOptions>;
  #agent: Agent | undefined;

  constructor(signal: Signal, url: string) {
    this.url = url;
    this.#signal = signal;
    this.#options = convertLegacyHttpOptions({ url }, signal.toUpperCase(), `v1/${signal}`, {
      'Content-Type': 'application/x-protobuf',
    });
  }

  /** Sends one request, trying again until the timeout. Gives the answer's body; rejects where it gave up. */
  async send(body: Uint8Array): Promise<Uint8Array> {
    const deadline = performance.now() + this.#options.timeoutMillis;
    const payload = this.#options.compression === 'gzip' ? await compress(body) : body;
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      try {
        return await this.#post(payload, deadline - performance.now());
      } catch (error) {
        if (!(error instanceof FailedTry)) throw error;
        noteFailedTry(this.#signal, this.url, error);
        // Spread, so that many services do not return at once.
        const pause = error.waitMs ?? waitMs * (0.8 + Math.random() * 0.4);
        const late = performance.now() + pause > deadline;
        if (error.waitMs === null || late || (isEnding() && !wasReached(this.url))) throw error;
        await sleep(pause);
      }
    }
  }

  async #post(body: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
    const { protocol } = new URL(this.url);
    this.#agent ??= quietened((await this.#options.agentFactory(protocol)) as Agent);
    const headers: Record<string, string | number> = {
      ...(await this.#options.headers()),
      'content-length': body.byteLength,
    };
    if (this.#options.compression === 'gzip') headers['content-encoding'] = 'gzip';
    const request = protocol === 'https:' ? httpsRequest : httpRequest;
    const agent = this.#agent;
    return await new Promise((resolve, reject) => {
      const outgoing = request(
        this.url,
        { method: 'POST', headers, agent, signal: requestsSignal() },
        (answer) => {
          readAnswer(answer).then(resolve, reject);
        },
      );
      outgoing.setTimeout(Math.max(1, timeoutMs), () => outgoing.destroy(new Error('no answer in time')));
      outgoing.on('error', (error) => reject(new FailedTry(messageOf(error), undefined)));
      outgoing.end(body);
    });
  }
}

async function readAnswer(answer: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > MAX_ANSWER_BYTES) throw new FailedTry('an answer of more than 4 MiB came', null);
    chunks.push(chunk);
  }
  const { statusCode = 0, statusMessage = '', headers } = answer;
  if (statusCode >= 200 && statusCode < 300) return Buffer.concat(chunks);
  const message = `HTTP ${statusCode} ${statusMessage}`.trim();
  throw new FailedTry(message, retryable.has(statusCode) ? retryAfterMs(headers['retry-after']) : null);
}

/** `Retry-After` in milliseconds: seconds, or a date. */
function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}

/** A name with several addresses fails with one error for each. */
function messageOf(error: Error): string {
  if (error.name === 'AbortError') return 'no answer before the process ended';
  const inner = error instanceof AggregateError ? error.errors[0] : error;
  return inner instanceof Error && inner.message ? inner.message : error.name;
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
