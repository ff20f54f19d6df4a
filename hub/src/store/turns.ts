import { HubError } from '../errors.ts';

export interface TurnsOptions {
  /** Pieces of work at a time. */
  readonly most: number;
  /** Further ones that may wait. */
  readonly mostWaiting: number;
  readonly maxWaitMs: number;
}

/** Lets a few pieces of work run at a time and a bounded number wait, so that what is slow leaves room for the rest. */
export class Turns {
  readonly #options: TurnsOptions;
  readonly #waiting = new Set<() => void>();
  #running = 0;
  #admit: () => void = () => {};

  constructor(options: TurnsOptions) {
    this.#options = options;
  }

  /** Asks before each piece of work, which is not begun where this throws. */
  askFirst(admit: () => void): void {
    this.#admit = admit;
  }

  /** Does the work when it is its turn. Throws OBS_BUSY where that takes too long, or too many wait. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    this.#admit();
    if (this.#running < this.#options.most) this.#running += 1;
    else await this.#turn();
    try {
      return await work();
    } finally {
      const [next] = this.#waiting;
      // Whoever is next takes over what is given back.
      if (next) next();
      else this.#running -= 1;
    }
  }

  #turn(): Promise<void> {
    const { most, mostWaiting, maxWaitMs } = this.#options;
    const busy = () =>
      new HubError(
        'OBS_BUSY',
        `${most} slow questions are being answered, which is the most. Ask again soon.`,
      );
    if (this.#waiting.size >= mostWaiting) return Promise.reject(busy());
    return new Promise((resolve, reject) => {
      const begin = () => {
        this.#waiting.delete(begin);
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(begin);
        reject(busy());
      }, maxWaitMs);
      this.#waiting.add(begin);
    });
  }
}
