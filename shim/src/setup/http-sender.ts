import type { Agent, IncomingMessage } from 'node:http';
import type { OtlpTarget, Signal } from '../config/shim-config.ts';
import { accessRefusal } from './access-refusal.ts';
import { gzipped } from './gzipped.ts';
import { requestsSignal } from './last-requests.ts';
import type { OtlpSender, PlainRequest } from './otlp-sender.ts';
import { quietened } from './quiet-agent.ts';
import { FailedTry, withRetries } from './retry.ts';
import { readTlsFiles, type TlsFiles } from './tls-files.ts';
import { USER_AGENT } from './user-agent.ts';

/** An answer says at most how much was refused and why. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
/** Worth another try (OTLP specification, "Retryable response codes"). */
const retryable = new Set([429, 502, 503, 504]);

/** OTLP over HTTP. The SDK's own transport would keep the process alive between its tries. */
export class HttpSender implements OtlpSender {
  readonly url: string;
  readonly #signal: Signal;
  readonly #target: OtlpTarget;
  readonly #agent: Agent;
  readonly #tls: TlsFiles;
  readonly #request: typeof import('node:http').request;

  constructor(signal: Signal, target: OtlpTarget) {
    this.url = target.url;
    this.#signal = signal;
    this.#target = target;
    const secure = new URL(target.url).protocol === 'https:';
    // Not imported: importing the shim is to stay cheap.
    const { Agent, request } = process.getBuiltinModule(secure ? 'node:https' : 'node:http');
    this.#request = request;
    this.#tls = secure ? readTlsFiles(target) : {};
    this.#agent = quietened(new Agent({ keepAlive: true, ...this.#tls }));
  }

  async send(body: Uint8Array): Promise<Uint8Array> {
    const { compression, timeoutMs } = this.#target;
    const payload = compression === 'gzip' ? await gzipped(body) : body;
    const attempts = { signal: this.#signal, url: this.url, timeoutMs };
    return await withRetries(attempts, (left) => this.#post(payload, left));
  }

  plainRequest(body: Uint8Array): PlainRequest {
    return { url: this.url, headers: this.#headers(body), body, tls: this.#tls, isGrpc: false };
  }

  close(): void {
    this.#agent.destroy();
  }

  #headers(body: Uint8Array): Record<string, string> {
    const { headers, protocol } = this.#target;
    return {
      'user-agent': USER_AGENT,
      ...headers,
      'content-type': protocol === 'http/json' ? 'application/json' : 'application/x-protobuf',
      'content-length': String(body.byteLength),
    };
  }

  #post(body: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
    const { compression } = this.#target;
    return new Promise((resolve, reject) => {
      const outgoing = this.#request(
        this.url,
        {
          method: 'POST',
          agent: this.#agent,
          signal: requestsSignal(),
          headers: {
            ...this.#headers(body),
            ...(compression === 'gzip' && { 'content-encoding': 'gzip' }),
          },
        },
        (answer) => {
          readAnswer(answer).then(resolve, reject);
        },
      );
      // Of all that it takes: a receiver that sends one byte a second would never be idle.
      const timer = setTimeout(() => outgoing.destroy(new Error('no answer in time')), timeoutMs).unref();
      outgoing.on('close', () => clearTimeout(timer));
      outgoing.on('error', (error) => reject(explained(error)));
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
  const denied = statusCode === 401 || statusCode === 403;
  const why = denied ? accessRefusal(headers['content-type'] ?? '', Buffer.concat(chunks)) : '';
  const message = `HTTP ${statusCode} ${statusMessage}`.trim() + why;
  throw new FailedTry(message, retryable.has(statusCode) ? retryAfterMs(headers['retry-after']) : null);
}

/** An answer that is no HTTP is that of HTTP/2, most often. */
function explained(error: NodeJS.ErrnoException): Error {
  if (!error.code?.startsWith('HPE_')) return error;
  return new Error(`${error.message} (a gRPC port? OTEL_EXPORTER_OTLP_PROTOCOL=grpc)`);
}

/** `Retry-After` in milliseconds: seconds, or a date. */
function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}
