import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebSocketClient } from './web-socket.ts';

/** Between two answers. */
const MIN_GAP_MS = 1000;
/** An answer changes also by time alone, and by what another hub stored. */
const REFRESH_MS = 5000;

export interface TopicSource {
  /** The answer now; null where there is none (any more), which ends the topic. */
  readonly find: () => Promise<unknown>;
  /** Calls back whenever the answer may have changed; returns how to stop that. */
  readonly listen: (changed: () => void) => () => void;
  /** What clients are told when there is no answer. */
  readonly gone: { readonly code: number; readonly reason: string };
  readonly onError: (error: unknown) => void;
}

/**
 * One answer that many watch: found once for all of them, when it may have changed and at most once a second, and sent
 * where it did. It ends with its last client.
 */
export class Topic {
  readonly #source: TopicSource;
  readonly #clients = new Set<WebSocketClient>();
  readonly #onEnd: () => void;
  readonly #end = new AbortController();
  /** Resolves when it has ended and asks for nothing more. */
  readonly ended: Promise<void>;
  #wake = () => {};
  #isDirty = true;
  #isFailing = false;
  #latest: string | null = null;
  #hash = '';

  constructor(source: TopicSource, onEnd: () => void) {
    this.#source = source;
    this.#onEnd = onEnd;
    this.ended = this.#run();
  }

  /** Sends the client the answer as it is, and then whenever it changed. */
  add(client: WebSocketClient): void {
    this.#clients.add(client);
    if (this.#latest !== null) client.offer(this.#latest);
    client.closed.addEventListener('abort', () => {
      this.#clients.delete(client);
      if (this.#clients.size === 0) this.#finish();
    });
  }

  #finish(): void {
    if (this.#end.signal.aborted) return;
    this.#end.abort();
    this.#onEnd();
    this.#wake();
  }

  async #run(): Promise<void> {
    const { signal } = this.#end;
    const stop = this.#source.listen(() => {
      this.#isDirty = true;
      this.#wake();
    });
    while (!signal.aborted) {
      await this.#send();
      await sleep(MIN_GAP_MS, undefined, { signal }).catch(() => {});
      if (!this.#isDirty && !signal.aborted) await this.#untilChanged();
    }
    stop();
  }

  async #send(): Promise<void> {
    this.#isDirty = false;
    const answer = await this.#source.find().catch((error: unknown) => {
      if (!this.#isFailing) this.#source.onError(error);
      // Again in a second.
      this.#isDirty = true;
      return undefined;
    });
    this.#isFailing = answer === undefined;
    if (answer === undefined || this.#end.signal.aborted) return;
    if (answer === null) {
      const { code, reason } = this.#source.gone;
      for (const client of [...this.#clients]) client.close(code, reason);
      return;
    }
    const text = JSON.stringify(answer);
    const hash = createHash('sha256').update(text).digest('base64');
    if (hash === this.#hash) return;
    this.#hash = hash;
    this.#latest = text;
    for (const client of this.#clients) client.offer(text);
  }

  #untilChanged(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, REFRESH_MS - MIN_GAP_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Topics by name, each there while somebody watches it. */
export class Topics {
  readonly #topics = new Map<string, Topic>();
  readonly #running = new Set<Promise<void>>();

  watch(name: string, client: WebSocketClient, source: TopicSource): void {
    let topic = this.#topics.get(name);
    if (topic === undefined) {
      topic = new Topic(source, () => {
        if (this.#topics.get(name) === topic) this.#topics.delete(name);
      });
      this.#topics.set(name, topic);
      const { ended } = topic;
      this.#running.add(ended);
      void ended.then(() => this.#running.delete(ended));
    }
    topic.add(client);
  }

  /** Resolves when no topic, whose clients are gone, asks for anything more. */
  async ended(): Promise<void> {
    await Promise.all(this.#running);
  }
}
