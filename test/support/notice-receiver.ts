import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that came in, of whatever service the sender believes to speak to. */
export interface Heard {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One notice of Alertmanager's webhook: a group of alerts. */
export interface Notice {
  readonly path: string;
  readonly status: 'firing' | 'resolved';
  readonly receiver: string;
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly commonLabels: Readonly<Record<string, string>>;
  readonly alerts: readonly {
    readonly status: 'firing' | 'resolved';
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
    readonly startsAt: string;
    readonly endsAt: string;
  }[];
}

/** A webhook of the test: keeps whatever is posted to any path, and says ok. */
export class NoticeReceiver {
  readonly heard: Heard[] = [];
  readonly #server: Server;
  readonly #refused = new Set<string>();

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk);
      const { url = '', headers } = request;
      this.heard.push({ path: url, headers, text: Buffer.concat(chunks).toString() });
      response.writeHead(this.#refused.has(url) ? 400 : 200).end('ok');
    });
  }

  static async open(): Promise<NoticeReceiver> {
    const receiver = new NoticeReceiver();
    await new Promise<void>((resolve, reject) => {
      receiver.#server.once('error', reject);
      receiver.#server.listen(0, '127.0.0.1', resolve);
    });
    return receiver;
  }

  /** Its address, with a path by which the senders of one test are told apart. */
  url(path = '/'): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  /** What Alertmanager's webhook said, in order; of one path, or of all. */
  notices(path?: string): Notice[] {
    return this.heard
      .filter((one) => path === undefined || one.path === path)
      .flatMap((one) => {
        const body = json(one.text);
        return isNotice(body) ? [{ ...body, path: one.path }] : [];
      });
  }

  /** `AlertName` of each notice, with a tick once it resolved: what a test counts. */
  told(path?: string): string[] {
    return this.notices(path).map(
      ({ status, alerts }) =>
        `${[...new Set(alerts.map(({ labels }) => labels.alertname))].join(' + ')}${status === 'resolved' ? ' ✓' : ''}`,
    );
  }

  /** Answers 400 on a path from now on. */
  refuses(path: string): void {
    this.#refused.add(path);
  }

  /** Forgets what came, and refuses nothing. */
  clear(): void {
    this.heard.length = 0;
    this.#refused.clear();
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isNotice(body: unknown): body is Omit<Notice, 'path'> {
  return typeof body === 'object' && body !== null && 'alerts' in body && 'groupLabels' in body;
}
