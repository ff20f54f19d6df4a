import { eventually } from './eventually.ts';
import { WebSocketClient } from './web-socket-client.ts';

/** A frame of EN7. */
export interface QueryFrame {
  readonly type: string;
  readonly queryId: string | null;
  readonly columns: { readonly name: string; readonly type: string }[];
  readonly rows: unknown[][];
  readonly truncated: boolean;
  readonly code: string;
  readonly message: string;
  readonly where?: string;
  readonly elapsedMs: number;
}

/** SQL of a hub over its WebSocket and over HTTP, in the name of one key. */
export class SqlClient {
  readonly #url: string;
  readonly #headers: Record<string, string>;
  #socket: WebSocketClient | undefined;
  #count = 0;

  constructor(url: string, key: string) {
    this.#url = url;
    this.#headers = { 'x-api-key': key };
  }

  async socket(): Promise<WebSocketClient> {
    this.#socket ??= await WebSocketClient.open(`${this.#url}/ws`, { headers: this.#headers });
    return this.#socket;
  }

  /** Frames of one query so far. */
  frames(queryId: string): QueryFrame[] {
    const messages = (this.#socket?.messages ?? []) as unknown as QueryFrame[];
    return messages.filter((message) => message.queryId === queryId);
  }

  /** Sends a query and waits for its result or its error. */
  async query(sql: string, more: object = {}): Promise<QueryFrame> {
    this.#count += 1;
    const queryId = `q${this.#count}`;
    (await this.socket()).send(JSON.stringify({ type: 'query', sql, queryId, ...more }));
    return this.ended(queryId);
  }

  ended(queryId: string): Promise<QueryFrame> {
    return eventually(
      () => {
        const frame = this.frames(queryId).find(({ type }) => /_(result|error)$/.test(type));
        if (frame === undefined) throw new Error(`no answer to ${queryId}`);
        return frame;
      },
      20_000,
      10,
    );
  }

  /** The rows of a query that must succeed. */
  async rows(sql: string): Promise<unknown[][]> {
    const frame = await this.query(sql);
    if (frame.type === 'query_result') return frame.rows;
    throw new Error(`${sql}: ${frame.code} ${frame.message}`);
  }

  async post(
    body: object,
    signal?: AbortSignal,
  ): Promise<{ status: number; body: unknown; text: string; headers: Headers }> {
    const response = await fetch(`${this.#url}/api/v1/sql`, {
      method: 'POST',
      headers: { ...this.#headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    });
    const text = await response.text();
    const isJson = /application\/json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      body: isJson ? JSON.parse(text) : text,
      text,
      headers: response.headers,
    };
  }

  close(): void {
    this.#socket?.close();
  }
}

/** A new project of a hub, with a key that reads it. */
export async function newProject(
  hub: { readonly url: string },
  adminKey: string,
  id: string,
): Promise<string> {
  const post = async (path: string, body: object) => {
    const response = await fetch(hub.url + path, {
      method: 'POST',
      headers: { 'x-api-key': adminKey, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as { secret: string };
  };
  await post('/api/v1/projects', { id });
  const { secret } = await post('/api/v1/keys', { name: 'reader', scopes: ['read'], project: id });
  return secret;
}
