import { createHash } from 'node:crypto';
import { WindowCounts } from '../limits/window-counts.ts';
import type { RedisLink } from './redis-link.ts';

const EVERY_MS = 1000;
/** Names of one kind that one exchange brings; the others come with the next. */
const MOST_NAMES = 2000;

/** Counts by kind: each hub counts by itself, and with Redis learns every second what all hubs counted. */
export class SharedCounts {
  readonly #kinds = new Map<string, WindowCounts>();
  readonly #isShared: boolean;
  #timer: NodeJS.Timeout | undefined;
  #isExchanging = false;

  constructor({ isShared }: { readonly isShared: boolean }) {
    this.#isShared = isShared;
  }

  of(kind: string): WindowCounts {
    const known = this.#kinds.get(kind) ?? new WindowCounts({ isShared: this.#isShared });
    this.#kinds.set(kind, known);
    return known;
  }

  /** Exchanges with the other hubs from now on, under keys that begin with `prefix`. */
  start(link: RedisLink, prefix: string): void {
    this.#timer = setInterval(() => {
      if (this.#isExchanging) return;
      this.#isExchanging = true;
      void this.#exchange(link, prefix).finally(() => {
        this.#isExchanging = false;
      });
    }, EVERY_MS);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #exchange(link: RedisLink, prefix: string): Promise<void> {
    for (const [kind, counts] of this.#kinds) {
      const fresh = counts.takeFresh(MOST_NAMES);
      if (fresh.length === 0) continue;
      const replies = await link.ask((client) => {
        const commands = client.multi();
        for (const { name, count, leftMs } of fresh) {
          const key = `${prefix}count:${kind}:${hashOf(name)}`;
          // The window of the hub that counts first is that of all.
          commands.set(key, '0', { NX: true, PX: leftMs }).incrBy(key, count).pTTL(key);
        }
        return commands.execAsPipeline();
      }, EVERY_MS);
      // What could not be told stays untold: told twice, it would count twice.
      if (replies === undefined) continue;
      for (const [at, { name }] of fresh.entries())
        counts.settle(name, Number(replies[at * 3 + 1]), Number(replies[at * 3 + 2]));
    }
  }
}

/** Names are addresses and ids of people and keys. */
const hashOf = (name: string) => createHash('sha256').update(name).digest('base64url').slice(0, 22);
