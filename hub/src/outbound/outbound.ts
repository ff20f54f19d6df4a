import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { allowedTargets } from './allowed-targets.ts';
import { checkedAddresses, type Lookup, lookupOf } from './checked-lookup.ts';
import { OutboundError } from './outbound-error.ts';
import { type Target, targetOf } from './target.ts';

export interface OutboundOptions {
  /** Private targets that may be asked all the same: host names, host:port, CIDRs. */
  readonly allow: readonly string[];
  /** For the whole request with its redirects. */
  readonly timeoutMs: number;
  /** Of an answer's body. */
  readonly maxBytes: number;
  /** How names are found; unless given, as the system does. */
  readonly lookup?: Lookup;
}

export interface OutboundInit {
  readonly method?: string;
  readonly headers?: Headers | Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | URLSearchParams | null;
  /** `manual` hands a redirect back as it came. */
  readonly redirect?: 'follow' | 'manual';
  readonly signal?: AbortSignal;
  /** False where the status says enough: then no body holds anything up, and it is empty. */
  readonly readsBody?: boolean;
}

export interface OutboundAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** Asks addresses that users give. */
export interface Outbound {
  /** Rejects with an OutboundError. */
  readonly fetch: (url: string | URL, init?: OutboundInit) => Promise<OutboundAnswer>;
  /** The same in the form of the platform's fetch. */
  readonly fetchLike: (url: string | URL, init?: OutboundInit) => Promise<Response>;
  /** The address of another protocol's server, to connect to instead of the name. Rejects where it is refused. */
  readonly addressOf: (host: string, port: number) => Promise<string>;
}

const MAX_REDIRECTS = 3;
/** What another origin gets of the headers: no credentials, no signature. */
const HARMLESS_HEADERS = ['accept', 'content-type', 'user-agent'];
const BODILESS = new Set([101, 103, 204, 205, 304]);

/**
 * Makes the one way out to addresses that users give. It reaches public addresses alone, and private ones that an
 * operator allowed; the address checked is the one connected to, with every redirect anew. Proxies of the environment
 * are passed over: they would look names up themselves.
 */
export function createOutbound({ allow, timeoutMs, maxBytes, lookup }: OutboundOptions): Outbound {
  const allowed = allowedTargets(allow);
  const ask = async (url: string | URL, init: OutboundInit = {}): Promise<OutboundAnswer> => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    const method = init.method ?? 'GET';
    const body = bytesOf(init.body);
    let headers = new Headers(init.headers);
    if (init.body instanceof URLSearchParams && !headers.has('content-type'))
      headers.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8');
    let target = targetOf(url);
    for (let redirects = 0; ; redirects += 1) {
      // Of an address given by its digits no name is looked up.
      if (isIP(target.host) !== 0) await checkedAddresses(target.host, target.port, allowed, lookup);
      const readsBody = init.readsBody ?? true;
      const answer = await send(target, { method, headers, body, signal, readsBody });
      const next = init.redirect === 'manual' ? null : redirectOf(answer, method);
      if (next === null) return answer;
      if (redirects === MAX_REDIRECTS)
        throw new OutboundError('bad_redirect', `It redirects more than ${MAX_REDIRECTS} times.`);
      const from = target.url;
      target = targetOf(URL.canParse(next, from.href) ? new URL(next, from.href) : next);
      if (from.protocol === 'https:' && target.url.protocol === 'http:')
        throw new OutboundError('bad_redirect', 'It redirects from https to http.');
      if (from.origin !== target.url.origin)
        headers = new Headers([...headers].filter(([name]) => HARMLESS_HEADERS.includes(name)));
    }
  };

  const send = async (
    { url, host, port }: Target,
    asked: { method: string; headers: Headers; body: Buffer | null; signal: AbortSignal; readsBody: boolean },
  ): Promise<OutboundAnswer> => {
    const { method, headers, body, signal, readsBody } = asked;
    const sent: Record<string, string> = { 'user-agent': 'observatory-hub', ...Object.fromEntries(headers) };
    // What comes packed could be large unpacked.
    sent['accept-encoding'] = 'identity';
    if (body !== null) sent['content-length'] = String(body.length);
    try {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        const request = (url.protocol === 'https:' ? requestHttps : requestHttp)({
          protocol: url.protocol,
          host,
          port,
          path: url.pathname + url.search,
          method,
          headers: sent,
          // A connection of its own, so that each request is checked.
          agent: false,
          lookup: lookupOf(port, allowed, lookup),
          signal,
        });
        request.on('response', resolve);
        request.on('error', reject);
        request.end(body ?? undefined);
      });
      if (!readsBody) response.on('error', () => {}).destroy();
      return {
        status: response.statusCode ?? 0,
        headers: headersOf(response),
        body: readsBody ? await bounded(response, maxBytes) : Buffer.alloc(0),
      };
    } catch (error) {
      throw outboundError(error, signal);
    }
  };

  return {
    fetch: ask,
    fetchLike: async (url, init) => {
      const { status, headers, body } = await ask(url, init);
      return new Response(BODILESS.has(status) ? null : new Uint8Array(body), { status, headers });
    },
    addressOf: async (host, port) => (await checkedAddresses(host, port, allowed, lookup))[0].address,
  };
}

/** Where an answer leads; null where it does not, or where following would send something else (a POST as GET). */
function redirectOf({ status, headers }: OutboundAnswer, method: string): string | null {
  const keepsMethod = status === 307 || status === 308;
  const isRead = method === 'GET' || method === 'HEAD';
  return keepsMethod || (isRead && [301, 302, 303].includes(status)) ? headers.get('location') : null;
}

async function bounded(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      response.destroy();
      throw new OutboundError('too_large', `The answer has more than ${maxBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function headersOf({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(headersDistinct))
    for (const value of values ?? []) headers.append(name, value);
  return headers;
}

function bytesOf(body: OutboundInit['body']): Buffer | null {
  if (body === undefined || body === null) return null;
  return Buffer.from(body instanceof URLSearchParams ? body.toString() : (body as Uint8Array));
}

const TLS_CODES = /^(ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

function outboundError(error: unknown, signal: AbortSignal): OutboundError {
  if (error instanceof OutboundError) return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  if (signal.aborted) return new OutboundError('timeout', 'It did not answer in time.');
  if (TLS_CODES.test(code)) return new OutboundError('tls', `TLS failed (${code}).`);
  return new OutboundError('connection', `The connection failed (${code || 'closed'}).`, { cause: error });
}
