/**
 * A map of bounded size that forgets what was set longest ago: two generations, of which the older is dropped as a whole
 * when the newer is full. (A Map that is emptied from its front looks through what it deleted, each time.)
 */
export class Recent<V> {
  readonly #most: number;
  #newer = new Map<string, V>();
  #older = new Map<string, V>();

  constructor(most: number) {
    this.#most = Math.ceil(most / 2);
  }

  get(name: string): V | undefined {
    return this.#newer.get(name) ?? this.#older.get(name);
  }

  set(name: string, value: V): void {
    if (!this.#newer.has(name) && this.#newer.size >= this.#most) {
      this.#older = this.#newer;
      this.#newer = new Map();
    }
    this.#newer.set(name, value);
  }

  delete(name: string): void {
    this.#newer.delete(name);
    this.#older.delete(name);
  }

  get size(): number {
    return this.#newer.size + this.#older.size;
  }
}
