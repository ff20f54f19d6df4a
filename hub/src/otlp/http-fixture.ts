import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import Fastify from 'fastify';
import { type OtlpHttpOptions, otlpHttp } from './http.ts';
import { defaultOtlpLimits, type OtlpLimits } from './limits.ts';
import type { Decoded } from './records.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Local port of the client: the same for requests on the same connection. */
  readonly connection: number;
}

export interface SentBody {
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly method?: string;
}

/** An OTLP/HTTP server on a free port of loopback, and a client with one connection to it. For tests. */
export async function serveOtlp(
  options: Partial<Omit<OtlpHttpOptions, 'limits'>> & { limits?: Partial<OtlpLimits> } = {},
) {
  const stored: { project: string; decoded: Decoded }[] = [];
  const app = Fastify({ forceCloseConnections: true });
  otlpHttp(app, {
    ingest: async (project, decoded) => void stored.push({ project, decoded }),
    project: () => 'default',
    ...options,
    limits: { ...defaultOtlpLimits, ...options.limits },
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send = (path: string, { type, headers, body, method = 'POST' }: SentBody): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const sent = { ...(type === undefined ? {} : { 'content-type': type }), ...headers };
      const outgoing = request(url + path, { agent, method, headers: sent }, (response) => {
        const chunks: Buffer[] = [];
        const connection = (response.socket as Socket).localPort ?? 0;
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const { statusCode: status = 0, headers } = response;
          resolve({ status, headers, body: Buffer.concat(chunks), connection });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  const close = async () => {
    agent.destroy();
    await app.close();
  };
  return { app, url, send, stored, close };
}

/** A gzip stream of `megabytes` MB of zeros, a thousandth of that in size. */
export function gzipBomb(megabytes: number): Buffer {
  const member = gzipSync(Buffer.alloc(16 * 1024 * 1024));
  return Buffer.concat(Array.from({ length: Math.ceil(megabytes / 16) }, () => member));
}
