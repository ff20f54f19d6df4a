const EVERY_MS = 2000;

/** Counts rows and bytes of one table after the other, and tells people every two seconds. */
export class Progress {
  rows = 0;
  bytes = 0;
  /** Of which rows come now; none at first. */
  table = '';
  readonly #timer: NodeJS.Timeout;

  constructor(say: (text: string) => void) {
    this.#timer = setInterval(
      () => say(this.table === '' ? 'making the tables\n' : `${this.table}: ${this}\n`),
      EVERY_MS,
    );
    this.#timer.unref();
  }

  add(copied: Buffer): void {
    this.bytes += copied.length;
    // COPY ends each row with a line feed, and writes those within as \n.
    for (let at = copied.indexOf(10); at !== -1; at = copied.indexOf(10, at + 1)) this.rows += 1;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  toString(): string {
    return `${this.rows.toLocaleString('en')} rows, ${(this.bytes / 1e6).toFixed(1)} MB of them`;
  }
}
