import { backOffMs, pause } from './back-off.ts';
import { errorOfAnswer, HubError } from './hub-error.ts';
import type { WebSocketConstructor } from './web-socket.ts';

/** Where a client finds its hub, and how it asks. Times are in milliseconds. */
export interface ClientOptions {
  /** Where the hub is; a path in front of its own is kept. */
  readonly baseUrl: string;
  /** Sent as `Authorization: Bearer`. In a browser, leave it out where the page is signed in. */
  readonly apiKey?: string | undefined;
  /** In place of the global `fetch`. */
  readonly fetch?: typeof fetch | undefined;
  /** In place of the global `WebSocket`; Node has one from 22 on, and before that `ws` is used where it is installed. */
  readonly WebSocket?: WebSocketConstructor | undefined;
  /** Longest wait for an answer; 30 s unless given. */
  readonly timeoutMs?: number | undefined;
  /** Further tries of a GET that was not answered, or with 429, 502, 503 or 504; 3 unless given. */
  readonly retries?: number | undefined;
  /** Longest silence of a stream, on which the hub sends a sign of life every 15 s; 45 s unless given. */
  readonly silenceMs?: number | undefined;
}

/** Of one request: what calls it off, and its time limit in milliseconds. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

interface Ask extends RequestOptions {
  readonly query?: Query | undefined;
  readonly body?: unknown;
  readonly retries?: number;
}

/** A hub that asks to wait longer than this is not waited for: the caller decides. */
const LONGEST_WAIT_MS = 60_000;

/** How requests reach a hub: its address, the key, time limits, tries. */
export class HubConnection {
  readonly options: ClientOptions;
  readonly silenceMs: number;
  readonly #base: URL;

  /** Throws a TypeError where the address or the key cannot be used. */
  constructor(options: ClientOptions) {
    this.options = options;
    this.silenceMs = options.silenceMs ?? 45_000;
    this.#base = baseOf(options.baseUrl);
    if (options.apiKey !== undefined && !/^[\x21-\x7e]+$/.test(options.apiKey)) {
      throw new TypeError(
        'apiKey holds what a header cannot: expected visible ASCII characters without blanks',
      );
    }
  }

  /** Throws HubError where a part of the path would lead elsewhere. */
  url(path: string, query: Query = {}): URL {
    const url = new URL(this.#base);
    const whole = url.pathname.replace(/\/+$/, '') + path;
    url.pathname = whole;
    // An id of two dots takes away what stands before it, however it is encoded (WHATWG URL, "double-dot").
    if (url.pathname !== whole) throw new HubError('OBS_BAD_REQUEST', `${path} is no path of the hub's API`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url;
  }

  get headers(): Record<string, string> {
    const { apiKey } = this.options;
    return apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  }

  /** The answer's JSON, or its text where it is none. Throws HubError, or the signal's reason. */
  async ask(method: string, path: string, ask: Ask = {}): Promise<unknown> {
    const retries = method === 'GET' ? (ask.retries ?? this.options.retries ?? 3) : 0;
    for (let failures = 1; ; failures++) {
      try {
        return await this.#askOnce(method, path, ask);
      } catch (error) {
        if (!(error instanceof HubError && error.isTemporary) || failures > retries) throw error;
        const waitMs = Math.max(backOffMs(failures), error.retryAfterMs ?? 0);
        if (waitMs > LONGEST_WAIT_MS) throw error;
        await pause(waitMs, ask.signal);
      }
    }
  }

  async #askOnce(method: string, path: string, { query, body, signal, timeoutMs }: Ask): Promise<unknown> {
    const url = this.url(path, query);
    const limitMs = timeoutMs ?? this.options.timeoutMs ?? 30_000;
    const limit = AbortSignal.timeout(limitMs);
    const asked = `${method} ${path}`;
    const outgoing: RequestInit = {
      method,
      headers: {
        ...this.headers,
        accept: 'application/json, text/plain;q=0.9',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    };
    if (body !== undefined) outgoing.body = JSON.stringify(body);
    const { response, text } = await this.#reach(asked, { signal, limit, limitMs }, async () => {
      const answered = await this.#fetch(url, outgoing);
      return { response: answered, text: await answered.text() };
    });
    if (!response.ok) throw errorOfAnswer(response, text);
    return parsed(asked, response, text);
  }

  /** Opens a stream of server-sent events; the caller reads its body, and ends it by the signal. */
  async openStream(
    path: string,
    {
      query,
      lastEventId,
      signal,
    }: { query?: Query | undefined; lastEventId?: string | undefined; signal: AbortSignal },
  ): Promise<ReadableStream<Uint8Array>> {
    const asked = `GET ${path}`;
    const url = this.url(path, query);
    const limitMs = this.options.timeoutMs ?? 30_000;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), limitMs);
    const response = await this.#reach(asked, { signal, limit: late.signal, limitMs }, () =>
      this.#fetch(url, {
        headers: {
          ...this.headers,
          accept: 'text/event-stream',
          ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
        },
        cache: 'no-store',
        signal: AbortSignal.any([signal, late.signal]),
      }),
    ).finally(() => clearTimeout(timer));
    if (!response.ok) throw errorOfAnswer(response, await response.text().catch(() => ''));
    const type = response.headers.get('content-type') ?? '';
    if (response.body !== null && type.startsWith('text/event-stream')) return response.body;
    throw new HubError(
      'OBS_BAD_ANSWER',
      `${asked} answered ${type || 'nothing'}, expected text/event-stream`,
      {
        status: response.status,
      },
    );
  }

  #fetch(url: URL, outgoing: RequestInit): Promise<Response> {
    return (this.options.fetch ?? fetch)(url, outgoing);
  }

  /** What a request gives; failures to be answered at all as HubError. */
  async #reach<T>(
    asked: string,
    { signal, limit, limitMs }: { signal: AbortSignal | undefined; limit: AbortSignal; limitMs: number },
    request: () => Promise<T>,
  ): Promise<T> {
    try {
      signal?.throwIfAborted();
      return await request();
    } catch (cause) {
      signal?.throwIfAborted();
      const { origin } = this.#base;
      if (limit.aborted) {
        throw new HubError('OBS_TIMEOUT', `${asked} was not answered by ${origin} within ${limitMs} ms`, {
          cause,
        });
      }
      throw new HubError('OBS_UNREACHABLE', `${asked} did not reach ${origin}: ${causeOf(cause)}`, { cause });
    }
  }
}

function baseOf(baseUrl: string): URL {
  const base = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (base === undefined || !/^https?:$/.test(base.protocol)) {
    throw new TypeError('baseUrl: expected the address of a hub, such as http://127.0.0.1:3001');
  }
  if (base.username !== '' || base.password !== '') {
    throw new TypeError('baseUrl holds a name or password: give the key as apiKey');
  }
  base.search = '';
  base.hash = '';
  return base;
}

function parsed(asked: string, response: Response, text: string): unknown {
  if (text === '') return undefined;
  const type = response.headers.get('content-type') ?? '';
  if (type.startsWith('text/plain')) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new HubError(
      'OBS_BAD_ANSWER',
      `${asked} answered ${type || 'something'}, expected JSON; is a hub there?`,
      {
        status: response.status,
        cause,
      },
    );
  }
}

/** Node says "fetch failed" and has the reason in the cause. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
}
