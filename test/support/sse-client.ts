import { get as httpGet, type IncomingMessage } from 'node:http';
import { eventually } from './eventually.ts';

export interface SseMessage {
  readonly id: string | undefined;
  readonly data: unknown;
}

/**
 * A client of server-sent events that keeps the frames as they came, so that tests see what an EventSource hides.
 * It reads by hand on purpose: what it parses must not come from the code under test.
 */
export class SseClient {
  readonly response: IncomingMessage;
  /** Text between blank lines, in the order of arrival. */
  readonly frames: string[] = [];
  isClosed = false;
  #rest = '';

  private constructor(response: IncomingMessage) {
    this.response = response;
    response.setEncoding('utf8');
    const closed = () => {
      this.isClosed = true;
    };
    response.on('close', closed).on('error', closed);
  }

  /** Resolves with the first bytes of the answer; rejects where it is not 200. With `reads: false` nothing is read. */
  static async open(
    url: string,
    { headers = {}, reads = true }: { headers?: Record<string, string>; reads?: boolean } = {},
  ): Promise<SseClient> {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      httpGet(url, { headers, agent: false }, resolve).on('error', reject);
    });
    if (response.statusCode !== 200) {
      response.resume();
      throw new Error(`GET ${url} answered ${response.statusCode}`);
    }
    const client = new SseClient(response);
    if (!reads) return client;
    response.on('data', (text: string) => client.#take(text));
    await eventually(() => {
      if (client.frames.length === 0 && !client.isClosed) throw new Error('the stream sent nothing');
    });
    if (client.frames.length === 0) throw new Error('the stream ended before it sent anything');
    return client;
  }

  #take(text: string): void {
    const parts = (this.#rest + text).split('\n\n');
    this.#rest = parts.pop() ?? '';
    this.frames.push(...parts);
  }

  /** Frames that carry data. */
  get messages(): SseMessage[] {
    return this.frames.flatMap((frame) => {
      const lines = frame.split('\n');
      const data = lines.find((line) => line.startsWith('data: '));
      const id = lines.find((line) => line.startsWith('id: '));
      return data === undefined ? [] : [{ id: id?.slice(4), data: JSON.parse(data.slice(6)) }];
    });
  }

  /** The id that an EventSource would give as Last-Event-ID. */
  get lastId(): string {
    const ids = this.frames.flatMap((frame) => /^id: (.*)$/m.exec(frame)?.[1] ?? []);
    return ids.at(-1) ?? '';
  }

  close(): void {
    this.response.destroy();
  }
}
