import type { ClientHttp2Session, IncomingHttpHeaders } from 'node:http2';
import type { OtlpTarget, Signal } from '../config/shim-config.ts';
import { ACCESS_HINT } from './access-refusal.ts';
import { retryableStatus, retryDelayMs } from './grpc-status.ts';
import { gzipped } from './gzipped.ts';
import { requestsSignal } from './last-requests.ts';
import type { OtlpSender, PlainRequest } from './otlp-sender.ts';
import { FailedTry, withRetries } from './retry.ts';
import { readTlsFiles, type TlsFiles } from './tls-files.ts';
import { USER_AGENT } from './user-agent.ts';

const service = { traces: 'trace.v1.Trace', metrics: 'metrics.v1.Metrics', logs: 'logs.v1.Logs' } as const;
/** Before each message: a byte that says whether it is compressed, and its length. */
const PREFIX_BYTES = 5;
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
/** PERMISSION_DENIED and UNAUTHENTICATED. */
const deniedCodes = new Set(['7', '16']);
/** What HTTP/2 and gRPC keep for themselves. */
const RESERVED_HEADER = /^(:|grpc-|te$|content-|connection$|host$|transfer-encoding$|upgrade$)/;

/**
 * OTLP over gRPC: one unary call a request, on a connection that does not keep the process alive, which that
 * of a gRPC library does. Written on HTTP/2 ("gRPC over HTTP2" of grpc.io), so that it costs no dependency.
 */
export class GrpcSender implements OtlpSender {
  readonly url: string;
  readonly #signal: Signal;
  readonly #target: OtlpTarget;
  readonly #path: string;
  readonly #tls: TlsFiles;
  #session: ClientHttp2Session | undefined;

  constructor(signal: Signal, target: OtlpTarget) {
    this.url = target.url;
    this.#signal = signal;
    this.#target = target;
    this.#path = `/opentelemetry.proto.collector.${service[signal]}Service/Export`;
    this.#tls = readTlsFiles(target);
  }

  async send(body: Uint8Array): Promise<Uint8Array> {
    const { compression, timeoutMs } = this.#target;
    const payload = compression === 'gzip' ? await gzipped(body) : body;
    const message = prefixed(payload, compression === 'gzip');
    const attempts = { signal: this.#signal, url: this.url, timeoutMs };
    return await withRetries(attempts, (left) => this.#call(message, left));
  }

  plainRequest(body: Uint8Array): PlainRequest {
    const target: OtlpTarget = { ...this.#target, compression: 'none' };
    return {
      url: this.url,
      headers: { ...callHeaders(target, target.timeoutMs), ':path': this.#path },
      body: prefixed(body, false),
      tls: this.#tls,
      isGrpc: true,
    };
  }

  close(): void {
    this.#session?.close();
    this.#session = undefined;
  }

  #connected(): ClientHttp2Session {
    const open = this.#session;
    if (open !== undefined && !open.closed && !open.destroyed) return open;
    const session = process.getBuiltinModule('node:http2').connect(this.url, this.#tls);
    // Whoever waits for an answer hears of it too.
    session.on('error', () => {});
    session.on('goaway', () => {
      if (this.#session === session) this.#session = undefined;
      session.close();
    });
    session.unref();
    this.#session = session;
    return session;
  }

  #call(message: Buffer, timeoutMs: number): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const session = this.#connected();
      const stream = session.request({
        ...callHeaders(this.#target, timeoutMs),
        ':path': this.#path,
      });
      const ending = requestsSignal();
      let late = false;
      const chunks: Uint8Array[] = [];
      let size = 0;
      let status: IncomingHttpHeaders = {};
      const give = (end: () => void) => {
        clearTimeout(timer);
        ending.removeEventListener('abort', abandon);
        session.off('error', fail);
        end();
      };
      const fail = (error: Error) => give(() => reject(late ? new Error('no answer in time') : error));
      const drop = (error: Error) => {
        // A connection on which nothing comes may be dead.
        session.destroy();
        fail(error);
      };
      const abandon = () => drop(new Error('no answer before the process ended'));
      const timer = setTimeout(() => {
        late = true;
        drop(new Error('no answer in time'));
      }, timeoutMs).unref();
      ending.addEventListener('abort', abandon);
      session.on('error', fail);
      stream.on('response', (headers) => {
        status = { ...status, ...headers };
      });
      stream.on('trailers', (headers) => {
        status = { ...status, ...headers };
      });
      stream.on('data', (chunk: Uint8Array) => {
        size += chunk.byteLength;
        if (size > MAX_ANSWER_BYTES) drop(new FailedTry('an answer of more than 4 MiB came', null));
        else chunks.push(chunk);
      });
      stream.on('error', fail);
      stream.on('close', () =>
        give(() => {
          const failed = failure(status);
          if (failed) reject(failed);
          else resolve(Buffer.concat(chunks).subarray(PREFIX_BYTES));
        }),
      );
      stream.end(message);
    });
  }
}

function prefixed(payload: Uint8Array, isCompressed: boolean): Buffer {
  const message = Buffer.alloc(PREFIX_BYTES + payload.byteLength);
  message.writeUInt8(isCompressed ? 1 : 0, 0);
  message.writeUInt32BE(payload.byteLength, 1);
  message.set(payload, PREFIX_BYTES);
  return message;
}

function callHeaders({ headers, compression }: OtlpTarget, timeoutMs: number): Record<string, string> {
  const own = Object.entries(headers).filter(([name]) => !RESERVED_HEADER.test(name));
  return {
    'user-agent': USER_AGENT,
    ...Object.fromEntries(own),
    ':method': 'POST',
    te: 'trailers',
    'content-type': 'application/grpc+proto',
    'grpc-accept-encoding': 'identity',
    'grpc-timeout': `${Math.min(Math.ceil(timeoutMs), 99_999_999)}m`,
    ...(compression === 'gzip' && { 'grpc-encoding': 'gzip' }),
  };
}

/** What a call's answer says went wrong, if anything. */
function failure(status: IncomingHttpHeaders): FailedTry | undefined {
  const http = Number(status[':status'] ?? 0);
  const code = status['grpc-status'];
  if (code === undefined) {
    if (http === 0) return new FailedTry('the connection was closed without an answer', undefined);
    const again = [429, 502, 503, 504].includes(http);
    return new FailedTry(`HTTP ${http}, which is not gRPC's`, again ? undefined : null);
  }
  if (code === '0') return undefined;
  const details = status['grpc-status-details-bin'];
  const delay = retryDelayMs(Array.isArray(details) ? details[0] : details);
  const hint = deniedCodes.has(String(code)) ? ACCESS_HINT : '';
  const message = `gRPC status ${code} ${decodedMessage(status['grpc-message'])}`.trim() + hint;
  return new FailedTry(message, retryableStatus(Number(code), delay !== undefined) ? delay : null);
}

function decodedMessage(message: string | string[] | undefined): string {
  const text = String(message ?? '');
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
