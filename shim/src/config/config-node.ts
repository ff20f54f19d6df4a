/**
 * A mapping of a configuration file, read key by key. What nobody asks for, and what is not of the kind that
 * is asked for, is named with its path.
 */
export class ConfigNode {
  readonly #value: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #problems: string[];
  readonly #unread: Set<string>;

  constructor(value: unknown, path: string, problems: string[]) {
    const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isMapping && value !== null && value !== undefined) problems.push(`${path} is not a mapping`);
    this.#value = isMapping ? (value as Record<string, unknown>) : {};
    this.#path = path;
    this.#problems = problems;
    this.#unread = new Set(Object.keys(this.#value));
  }

  /** Whether the key is there, with a value or without. */
  has(key: string): boolean {
    return Object.hasOwn(this.#value, key);
  }

  keys(): string[] {
    return Object.keys(this.#value);
  }

  /** The mapping under a key; an empty one where there is none. */
  node(key: string): ConfigNode {
    return new ConfigNode(this.#read(key), this.#pathOf(key), this.#problems);
  }

  /** The mappings of the list under a key. */
  nodes(key: string): ConfigNode[] {
    const value = this.#read(key);
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) {
      this.#problems.push(`${this.#pathOf(key)} is not a list`);
      return [];
    }
    return value.map((item, at) => new ConfigNode(item, `${this.#pathOf(key)}[${at}]`, this.#problems));
  }

  /** The text, number or truth value under a key, as text; undefined where there is none. */
  text(key: string): string | undefined {
    const value = this.#read(key);
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'object') return String(value);
    this.#problems.push(`${this.#pathOf(key)} is not one value`);
    return undefined;
  }

  /** Names this mapping as something that the shim does not do. */
  refuse(why: string): void {
    this.#unread.clear();
    this.#problems.push(`${this.#path} ${why}`);
  }

  /** Names what was not asked for. */
  end(): void {
    for (const key of this.#unread) this.#problems.push(`${this.#pathOf(key)} is not supported and ignored`);
    this.#unread.clear();
  }

  #read(key: string): unknown {
    this.#unread.delete(key);
    return this.has(key) ? this.#value[key] : undefined;
  }

  #pathOf(key: string): string {
    return this.#path === '' ? key : `${this.#path}.${key}`;
  }
}
