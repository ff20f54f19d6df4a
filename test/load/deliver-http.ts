import { Agent, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { type Delivery, type Outcome, outcomeOfSuccess, type Signal } from './deliver.ts';
import type { Encoding } from './marks.ts';
import { statusText } from './status-text.ts';

/** The answers after which OTLP/HTTP lets a client come again (specification, "Failures"). */
const RETRYABLE = new Set([429, 502, 503, 504]);

export interface HttpOptions {
  readonly url: string;
  readonly encoding: Encoding;
  readonly gzip: boolean;
  readonly key: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** OTLP/HTTP over connections that are kept open. */
export function httpDelivery({ url, encoding, gzip, key, headers: more, timeoutMs }: HttpOptions): Delivery {
  const agent = new Agent({ keepAlive: true });
  const base = url.replace(/\/$/, '');
  const headers = {
    ...more,
    'content-type': encoding === 'json' ? 'application/json' : 'application/x-protobuf',
    ...(gzip && { 'content-encoding': 'gzip' }),
    ...(key !== undefined && { authorization: `Bearer ${key}` }),
  };
  const deliver = (signal: Signal, body: Buffer): Promise<Outcome> => {
    const sent = gzip ? gzipSync(body, { level: 1 }) : body;
    return new Promise((resolve) => {
      const again = (reason: string) => resolve({ kind: 'again', reason });
      const call = request(
        `${base}/v1/${signal}`,
        {
          method: 'POST',
          agent,
          headers: { ...headers, 'content-length': sent.length },
          signal: AbortSignal.timeout(timeoutMs),
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          // Cut off within its answer: nothing is known of it.
          response.on('error', (error) => again(error.message));
          response.on('end', () => {
            const status = response.statusCode ?? 0;
            const answer = Buffer.concat(chunks);
            const reason = `${status} ${statusText(response.headers['content-type'], answer)}`;
            if (status === 200) return resolve(outcomeOfSuccess(encoding, answer));
            if (!RETRYABLE.has(status)) return resolve({ kind: 'refused', reason });
            const after = Number(response.headers['retry-after']);
            resolve({ kind: 'again', reason, ...(after > 0 && { afterMs: after * 1000 }) });
          });
        },
      );
      call.on('error', (error) => again(error.message));
      call.end(sent);
    });
  };
  return { deliver, close: () => agent.destroy() };
}
