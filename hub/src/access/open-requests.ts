import type { Principal } from './principal.ts';

const EVERY_MS = 1000;

/** A request that is being answered, perhaps for hours. */
export interface OpenRequest {
  /** Whether whoever asked still may have the answer. */
  readonly isGood: (principal: Principal) => boolean;
  /** Ends it. */
  readonly end: () => void;
}

type Check = () => Principal | null | Promise<Principal | null>;

interface Group {
  readonly check: Check;
  readonly requests: Set<OpenRequest>;
}

/** Requests under way by their key or session, so that streams end with it. */
export class OpenRequests {
  readonly #groups = new Map<string, Group>();
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> | null = null;

  constructor(everyMs = EVERY_MS) {
    this.#timer = setInterval(() => {
      this.#looking ??= this.look().finally(() => {
        this.#looking = null;
      });
    }, everyMs);
    this.#timer.unref();
  }

  /** Follows a request until what is returned is called. `check` tells whose the key or session is now. */
  follow(name: string, check: Check, request: OpenRequest): () => void {
    const group = this.#groups.get(name) ?? { check, requests: new Set() };
    this.#groups.set(name, group);
    group.requests.add(request);
    return () => {
      group.requests.delete(request);
      if (group.requests.size === 0 && this.#groups.get(name) === group) this.#groups.delete(name);
    };
  }

  /** Looks at all keys and sessions that have a request under way, and ends the requests that may not go on. */
  async look(): Promise<void> {
    for (const { check, requests } of [...this.#groups.values()]) {
      try {
        const principal = await check();
        for (const request of [...requests])
          if (principal === null || !request.isGood(principal)) request.end();
      } catch {
        // While the database is away nobody is sent off.
      }
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }
}
