const FLUSH_MS = 60_000;

export interface LastUseOptions {
  readonly write: (uses: ReadonlyMap<string, number>) => Promise<void>;
  readonly onError: (error: unknown) => void;
  readonly everyMs?: number;
}

/** When each key or session was used last, written once a minute for all together. */
export class LastUse {
  readonly #options: LastUseOptions;
  readonly #timer: NodeJS.Timeout;
  #uses = new Map<string, number>();
  #writing: Promise<void> = Promise.resolve();

  constructor(options: LastUseOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.flush(), options.everyMs ?? FLUSH_MS);
    this.#timer.unref();
  }

  note(id: string, atMs: number): void {
    this.#uses.set(id, atMs);
  }

  /** What is not written yet; undefined for none. */
  of(id: string): number | undefined {
    return this.#uses.get(id);
  }

  /** Writes what is noted. */
  flush(): Promise<void> {
    if (this.#uses.size === 0) return this.#writing;
    const uses = this.#uses;
    this.#uses = new Map();
    this.#writing = this.#writing.then(() => this.#options.write(uses)).catch(this.#options.onError);
    return this.#writing;
  }

  /** Stops, with what is noted written. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }
}
