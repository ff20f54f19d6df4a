import { setTimeout as sleep } from 'node:timers/promises';

const CONNECT_MS = 3000;
/** Between two looks at whether it still answers, and how long it may take for that. */
const BEAT_MS = 1000;
const PATIENCE_MS = 1000;
/** Between two attempts to reach it. */
const MIN_PAUSE_MS = 200;
const MAX_PAUSE_MS = 5000;
/** Commands that may wait to be written. */
const MOST_COMMANDS = 10_000;

type RedisClient = Awaited<ReturnType<typeof clientOf>>;

export interface RedisLinkOptions {
  readonly url: string;
  /** Where it listens, and what `publish` reaches. */
  readonly channel: string;
  readonly onMessage: (text: string) => void;
  /** It is there, for the first time or again: what was published meanwhile was missed. */
  readonly onUp: () => void;
  /** It went away, or was not there at the start; told once until it is back. */
  readonly onDown: (reason: Error) => void;
  /** Told of each command and each attempt to connect that failed. */
  readonly onFailure: () => void;
}

/**
 * A connection to Redis that nothing waits for: while Redis is away, or hangs, commands are not sent and messages are
 * lost; it is tried again and again meanwhile.
 */
export class RedisLink {
  readonly #options: RedisLinkOptions;
  readonly #end = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #client: RedisClient | null = null;
  /** An answer was late: nothing is asked until it was seen to answer. */
  #isSuspect = false;
  #isDownTold = false;

  constructor(options: RedisLinkOptions) {
    this.#options = options;
  }

  get isUp(): boolean {
    return this.#client !== null;
  }

  start(): void {
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    this.#end.abort();
    await this.#running;
  }

  /** Sends a message to all who listen, this hub too; lost while Redis is away. Resolves when it is there, or lost. */
  async publish(text: string): Promise<void> {
    await this.ask((client) => client.publish(this.#options.channel, text), PATIENCE_MS);
  }

  /** What a command gives; undefined where Redis is away, says no, or takes longer than `mostMs`. */
  async ask<T>(command: (client: RedisClient) => Promise<T>, mostMs: number): Promise<T | undefined> {
    const client = this.#client;
    if (client === null || this.#isSuspect) return undefined;
    try {
      return await within(mostMs, command(client));
    } catch (error) {
      this.#options.onFailure();
      if (error instanceof LateError) this.#isSuspect = true;
      return undefined;
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#end;
    let failures = 0;
    while (!signal.aborted) {
      try {
        await this.#serve(() => {
          failures = 0;
        });
      } catch (error) {
        if (signal.aborted) return;
        this.#options.onFailure();
        if (!this.#isDownTold)
          this.#options.onDown(error instanceof Error ? error : new Error(String(error)));
        this.#isDownTold = true;
      }
      const pauseMs = Math.min(MAX_PAUSE_MS, MIN_PAUSE_MS * 2 ** failures);
      failures += 1;
      // Not all hubs at once.
      await sleep(pauseMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {});
    }
  }

  /** Connects, and rejects when the connection is lost. */
  async #serve(onUp: () => void): Promise<never> {
    const { url, channel, onMessage } = this.#options;
    const client = await clientOf(url);
    const lost = new Promise<never>((_, reject) => client.on('error', reject));
    lost.catch(() => {});
    try {
      await within(
        CONNECT_MS,
        Promise.race([lost, client.connect().then(() => client.subscribe(channel, onMessage))]),
      );
      this.#isSuspect = false;
      this.#client = client;
      this.#isDownTold = false;
      onUp();
      this.#options.onUp();
      for (;;) {
        await Promise.race([lost, sleep(BEAT_MS, undefined, { signal: this.#end.signal })]);
        await within(PATIENCE_MS, Promise.race([lost, client.ping()]));
        this.#isSuspect = false;
      }
    } finally {
      this.#client = null;
      client.destroy();
    }
  }
}

async function clientOf(url: string) {
  // Some hundred files, which only a hub with Redis reads.
  const { createClient } = await import('@redis/client');
  return createClient({
    url,
    // By RESP 3 one connection both listens and asks.
    RESP: 3,
    disableOfflineQueue: true,
    commandsQueueMaxLength: MOST_COMMANDS,
    maintNotifications: 'disabled',
    disableClientInfo: true,
    name: 'observatory-hub',
    socket: { connectTimeout: CONNECT_MS, reconnectStrategy: false },
  });
}

class LateError extends Error {
  constructor(mostMs: number) {
    super(`Redis did not answer within ${mostMs} ms`);
  }
}

async function within<T>(mostMs: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LateError(mostMs)), mostMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
