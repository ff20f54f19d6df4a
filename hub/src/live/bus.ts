/** Hands each message to whoever listens, in this process. A listener must not throw and must return at once. */
export class Bus<T> {
  readonly #listeners = new Set<(message: T) => void>();

  get size(): number {
    return this.#listeners.size;
  }

  /** Returns a function that ends the subscription. */
  listen(listener: (message: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  publish(message: T): void {
    for (const listener of this.#listeners) listener(message);
  }
}
