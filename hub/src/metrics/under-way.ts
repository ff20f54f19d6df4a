/** Pieces of work that have begun and not ended, the oldest first. */
export class UnderWay {
  readonly #begins = new Set<{ readonly atMs: number }>();

  get size(): number {
    return this.#begins.size;
  }

  /** How long the oldest one takes by now; 0 where there is none. */
  get oldestMs(): number {
    for (const { atMs } of this.#begins) return performance.now() - atMs;
    return 0;
  }

  /** One begins; returns how to end it. */
  begin(): () => void {
    const one = { atMs: performance.now() };
    this.#begins.add(one);
    return () => this.#begins.delete(one);
  }
}
