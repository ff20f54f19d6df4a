import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** An answer of a provider as it stands in a file of `recordings/`, or in a test. */
export interface Reply {
  /** 200 unless given. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or text that is sent as it is. */
  readonly body?: unknown;
  /** The pieces of a streamed answer, each written by itself; text as it is, anything else as one event of SSE. */
  readonly chunks?: readonly unknown[];
  /** Before the first byte, and before each further chunk. */
  readonly delayMs?: number;
  /** Ends the connection in the middle of the answer, after the chunks. */
  readonly breaks?: boolean;
  /** Takes the request, and never answers. */
  readonly hangs?: boolean;
}

/** A request that came. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed where it is JSON. */
  readonly body: unknown;
}

/** A server on loopback that answers as a provider did. */
export interface ReplayServer {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** The next answers, one for each request; the last one stays. */
  readonly reply: (...replies: readonly Reply[]) => void;
  /** Answers by what is asked, in place of a list. */
  readonly replyTo: (answer: (asked: Asked) => Reply) => void;
  readonly clear: () => void;
  readonly close: () => Promise<void>;
}

/** Starts a server that replays recorded answers: whole, streamed chunk by chunk, broken, late or never. */
export async function startReplayServer(): Promise<ReplayServer> {
  const asked: Asked[] = [];
  let waiting: Reply[] = [];
  let chosen: ((asked: Asked) => Reply) | undefined;
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const one: Asked = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: parsed(Buffer.concat(pieces).toString()),
    };
    asked.push(one);
    const next = chosen?.(one) ?? (waiting.length > 1 ? waiting.shift() : waiting[0]);
    await answer(response, next ?? { status: 404, body: { error: { message: 'no reply was recorded' } } });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the replay server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    reply: (...replies) => {
      chosen = undefined;
      waiting = [...replies];
    },
    replyTo: (choose) => {
      chosen = choose;
    },
    clear: () => {
      asked.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(response: ServerResponse, reply: Reply): Promise<void> {
  const { status = 200, headers = {}, body, chunks, delayMs = 0, breaks, hangs } = reply;
  if (hangs) return;
  if (delayMs > 0) await wait(delayMs);
  if (chunks === undefined) {
    const text = typeof body === 'string' ? body : JSON.stringify(body ?? {});
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
    return;
  }
  response.writeHead(status, { 'content-type': 'text/event-stream', ...headers });
  for (const chunk of chunks) {
    response.write(typeof chunk === 'string' ? chunk : `data: ${JSON.stringify(chunk)}\n\n`);
    // Each in a packet of its own, as they come from afar.
    await wait(delayMs);
  }
  if (breaks) response.destroy();
  else response.end();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
